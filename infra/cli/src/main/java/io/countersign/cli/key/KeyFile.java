package io.countersign.cli.key;

import io.countersign.cli.CliException;
import io.countersign.orders.ApproverKey;
import io.countersign.orders.JwsKey;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.PKCS8EncodedKeySpec;
import org.bouncycastle.jcajce.provider.asymmetric.util.EC5Util;
import org.bouncycastle.jce.spec.ECParameterSpec;

/** An approver's key in a file: PKCS#8 PEM of an EC key on P-256 or P-384, readable by its owner alone. */
public final class KeyFile {
    private KeyFile() {}

    public static ApproverKey read(Path file) throws CliException {
        PrivateFile.require(file, "the key");
        try {
            byte[] der = Pem.decode(Pem.PRIVATE_KEY, Files.readString(file, StandardCharsets.US_ASCII));
            ECPrivateKey key =
                    (ECPrivateKey) KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
            return ApproverKey.of(key, publicKey(key));
        } catch (IOException e) {
            throw CliException.failed("the key " + file + " cannot be read", "name your approval key with --key", e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw CliException.failed(
                    "the key " + file + " is no approval key: " + e.getMessage(),
                    "make one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out FILE",
                    e);
        }
    }

    /** The point d * G: a PKCS#8 file need not hold the public half (RFC 5915 3). */
    private static JwsKey publicKey(ECPrivateKey key) throws GeneralSecurityException {
        ECParameterSpec curve = EC5Util.convertSpec(key.getParams());
        ECPoint point = EC5Util.convertPoint(curve.getG().multiply(key.getS()).normalize());
        return JwsKey.of(KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, key.getParams())));
    }
}
