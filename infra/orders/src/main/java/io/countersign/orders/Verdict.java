package io.countersign.orders;

import io.countersign.contracts.Refusal;
import io.countersign.x509.TbsCertificate;

/** The answer of {@link Decision#decide}: exactly what to sign, or why not. */
public sealed interface Verdict permits Verdict.Plan, Verdict.Refused {

    /**
     * An approved item and the bytes that follow from it.
     *
     * @param tbs a pure function of the item, the CSR's key, the profile's text and the issuer's certificate
     */
    record Plan(ApprovedItem approved, TbsCertificate tbs) implements Verdict {}

    /** Nothing may be signed. */
    record Refused(Refusal refusal) implements Verdict {}
}
