package io.countersign.orders;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECParameterSpec;
import java.util.Arrays;
import java.util.Optional;

/** The two signature algorithms of approvals (RFC 7518 3.4); the name is the wire name. */
public enum JwsAlgorithm {
    ES256(JWSAlgorithm.ES256, Curve.P_256, 32),
    ES384(JWSAlgorithm.ES384, Curve.P_384, 48);

    private final JWSAlgorithm nimbus;
    private final Curve curve;
    private final int coordinateOctets;

    JwsAlgorithm(JWSAlgorithm nimbus, Curve curve, int coordinateOctets) {
        this.nimbus = nimbus;
        this.curve = curve;
        this.coordinateOctets = coordinateOctets;
    }

    public static Optional<JwsAlgorithm> of(String wireName) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.name().equals(wireName))
                .findFirst();
    }

    /** The algorithm that a key on this curve signs with. */
    public static Optional<JwsAlgorithm> forKey(ECPublicKey key) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.isCurveOf(key.getParams()))
                .findFirst();
    }

    JWSAlgorithm nimbus() {
        return nimbus;
    }

    Curve curve() {
        return curve;
    }

    BigInteger groupOrder() {
        return curve.toECParameterSpec().getOrder();
    }

    /** Length of one of the two numbers that make a signature. */
    int coordinateOctets() {
        return coordinateOctets;
    }

    private boolean isCurveOf(ECParameterSpec params) {
        ECParameterSpec own = curve.toECParameterSpec();
        return params.getCurve().equals(own.getCurve())
                && params.getGenerator().equals(own.getGenerator())
                && params.getOrder().equals(own.getOrder())
                && params.getCofactor() == own.getCofactor();
    }
}
