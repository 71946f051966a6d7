package io.countersign.contracts;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * One person's JWS over an order, without the payload that all approvals share (RFC 7515 7.1, split at the dots).
 *
 * @param header the protected header segment, base64url exactly as signed
 * @param signature the signature segment, base64url
 */
public record Approval(@JsonProperty("protected") String header, String signature) {}
