package io.countersign.hsm;

/**
 * Where a token's recovery stands.
 *
 * <p>READY to DRAINING on a device error or repeated time-outs; DRAINING to RECOVERING when calls in flight have ended
 * or their deadline has passed; RECOVERING to READY when a new generation passed its probe; RECOVERING to BROKEN when
 * the PIN was refused or the attempts are used up. BROKEN is final: the process should exit so that its supervisor
 * starts it afresh. Any state to CLOSED.
 */
public enum HsmState {
    READY,
    DRAINING,
    RECOVERING,
    BROKEN,
    CLOSED
}
