package io.countersign.audit.core;

import io.countersign.contracts.Json;
import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import io.countersign.contracts.event.CeremonyHeld;
import io.countersign.orders.MessageType;
import io.countersign.orders.OfficerSignatures;
import io.countersign.orders.TrustDocument;
import java.io.IOException;
import java.util.Base64;

/**
 * What must hold of a ceremony's transcript before a log starts with it: leaves are for ever.
 *
 * @param pin SHA-256 of the trust document's file
 */
public record FirstLeaf(TrustDocument trust, Sha256 pin) {
    private static final int VERSION = 2;

    /** The members of a transcript that say which installation it is of; the rest is for people and for the registry. */
    private record Header(int v, String deployment, Sha256 trust) {}

    /** Signed by the officers, and of this installation and its trust document. */
    void require(CeremonyHeld held) throws HeadRefusedException {
        try {
            OfficerSignatures.require(
                    trust.content().officers(), MessageType.TRANSCRIPT, held.payload(), held.approvals());
        } catch (RefusedException e) {
            throw new HeadRefusedException("the ceremony's transcript: " + e.getMessage(), e);
        }
        Header header = header(held);
        if (header.v() != VERSION) {
            throw new HeadRefusedException("the ceremony's transcript is of version " + header.v());
        }
        requireInstallation(header);
        // The transcript names document 1; a later one chains to it, by other officers perhaps.
        if (trust.version() == 1 && !pin.equals(header.trust())) {
            throw new HeadRefusedException("the ceremony's transcript names another trust document");
        }
    }

    /** A log that has started keeps its leaf 0 when officers and trust document change, but stays with its installation. */
    void requireSameInstallation(CeremonyHeld logged) throws HeadRefusedException {
        requireInstallation(header(logged));
    }

    private void requireInstallation(Header header) throws HeadRefusedException {
        if (!trust.deployment().equals(header.deployment())) {
            throw new HeadRefusedException("the ceremony's transcript is of installation " + header.deployment()
                    + ", the trust document of " + trust.deployment());
        }
    }

    private static Header header(CeremonyHeld held) throws HeadRefusedException {
        try {
            return Json.TOLERANT.readValue(Base64.getUrlDecoder().decode(held.payload()), Header.class);
        } catch (IOException | IllegalArgumentException e) {
            throw new HeadRefusedException("the ceremony's transcript cannot be read: " + e.getMessage(), e);
        }
    }
}
