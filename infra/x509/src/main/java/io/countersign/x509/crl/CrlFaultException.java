package io.countersign.x509.crl;

/** A CRL is not what it has to be: damaged, of another shape, or not signed by its issuer. */
public final class CrlFaultException extends Exception {
    private static final long serialVersionUID = 1L;

    public CrlFaultException(String fault) {
        super(fault);
    }

    public CrlFaultException(String fault, Throwable cause) {
        super(fault, cause);
    }
}
