package io.countersign.hsm;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.xipki.pkcs11.wrapper.AttributeVector;
import org.xipki.pkcs11.wrapper.PKCS11Constants;
import org.xipki.pkcs11.wrapper.PKCS11Exception;
import org.xipki.pkcs11.wrapper.Session;

/** Somebody with the PIN who rewrites what stands beside the keys of a token. */
public final class CertificateObjects implements AutoCloseable {
    private final Session session;
    private final TokenObjects objects;

    private CertificateObjects(Session session) {
        this.session = session;
        this.objects = new TokenObjects(session);
    }

    public static CertificateObjects open(Path module, String tokenLabel, Path pinFile) throws HsmException {
        return new CertificateObjects(Cryptoki.login(Cryptoki.load(module).token(tokenLabel), true, pinFile));
    }

    /** Puts any certificate in the place of the one with this label, under the same label and id: beside the same key. */
    public void replace(String label, X509Certificate with) throws Exception {
        long former = objects.one(PKCS11Constants.CKO_CERTIFICATE, label);
        byte[] id = session.getAttrValues(former, PKCS11Constants.CKA_ID).id();
        session.destroyObject(former);
        session.createObject(AttributeVector.newX509Certificate()
                .token(true)
                .private_(false)
                .id(id)
                .label(label)
                .subject(with.getSubjectX500Principal().getEncoded())
                .issuer(with.getIssuerX500Principal().getEncoded())
                .value(with.getEncoded()));
    }

    @Override
    public void close() throws HsmException {
        try {
            session.closeSession();
        } catch (PKCS11Exception e) {
            throw TokenProvisioner.failed("closing the session", e);
        }
    }
}
