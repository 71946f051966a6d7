package io.countersign.contracts;

/**
 * What a certificate <em>is</em>: its issuer, serial and to-be-signed bytes. The signature is left out, because an ECDSA key
 * signs the same bytes differently each time (design 3, rule 3).
 *
 * @param issuer SHA-256 of the issuer certificate's DER
 * @param serial the serial number
 * @param tbs SHA-256 of the TBSCertificate's DER
 */
public record CertificateId(Sha256 issuer, SerialNumber serial, Sha256 tbs) {}
