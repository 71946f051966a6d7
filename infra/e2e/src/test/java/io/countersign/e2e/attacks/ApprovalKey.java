package io.countersign.e2e.attacks;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.countersign.contracts.Approval;
import io.countersign.contracts.Json;
import io.countersign.e2e.installation.Layout;
import io.countersign.orders.JwsKey;
import io.countersign.orders.StrictJws;
import io.countersign.x509.Pem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** A person's approval key in the hands of a tool that signs whatever it is given. */
final class ApprovalKey {
    private final PrivateKey privateKey;
    private final JwsKey publicKey;

    private ApprovalKey(PrivateKey privateKey, JwsKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    static ApprovalKey of(Layout layout, String person) {
        Path file = layout.approvalKey(person);
        try {
            KeyFactory factory = KeyFactory.getInstance("EC");
            byte[] own = Pem.decode(Pem.PRIVATE_KEY, Files.readString(file));
            byte[] shown = Pem.decode(Pem.PUBLIC_KEY, Files.readString(file.resolveSibling(person + ".pub")));
            return new ApprovalKey(
                    factory.generatePrivate(new PKCS8EncodedKeySpec(own)),
                    JwsKey.of(factory.generatePublic(new X509EncodedKeySpec(shown))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The header that an honest tool writes for an order. */
    ObjectNode header() {
        ObjectNode header = JsonNodeFactory.instance.objectNode();
        header.put("alg", publicKey.algorithm().name());
        header.put("kid", publicKey.kid());
        header.put("typ", "countersign-order+jws");
        return header;
    }

    /** A well-made signature of another type. */
    Approval sign(String typ, String payload) {
        ObjectNode header = header().put("typ", typ);
        return approve(new String(Json.canonical(header), StandardCharsets.UTF_8), payload);
    }

    Approval approve(String payload) {
        return approve(new String(Json.canonical(header()), StandardCharsets.UTF_8), payload);
    }

    /** A signature over any header text and payload segment. */
    Approval approve(String headerText, String payload) {
        String header = StrictJws.payload(headerText.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(privateKey);
            signature.update((header + "." + payload).getBytes(StandardCharsets.US_ASCII));
            return new Approval(header, StrictJws.payload(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
