package io.countersign.x509;

/** A certificate is not what it has to be: damaged, signed by another key, or with other content than was ordered. */
public final class CertificateFaultException extends Exception {
    private static final long serialVersionUID = 1L;

    public CertificateFaultException(String fault) {
        super(fault);
    }

    public CertificateFaultException(String fault, Throwable cause) {
        super(fault, cause);
    }
}
