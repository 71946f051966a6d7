package io.countersign.orders;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.contracts.RefusedException;
import io.countersign.contracts.Sha256;
import org.junit.jupiter.api.Test;

/** Differences that other checks make impossible today; these checks must not lean on them. */
final class RedemptionChecksTest {
    private static final CorpusWorld WORLD = new CorpusWorld();

    @Test
    void comparesIssuerAndProfileThemselves() throws RefusedException {
        ApprovedItem approved = new RenewalForgery(WORLD).approved();
        GrantText text = ((StandingGrant) approved.authority()).text();
        assertThatCode(() -> check(approved, text)).doesNotThrowAnyException();
        Sha256 other = WORLD.installation.issuer("demo", "ca").digest();
        assertThatThrownBy(() -> check(approved, with(text, other, text.profile())))
                .hasMessageContaining("grant-scope-mismatch");
        assertThatThrownBy(() -> check(approved, with(text, text.issuer(), "etcd-server")))
                .hasMessageContaining("grant-scope-mismatch");
    }

    private static void check(ApprovedItem approved, GrantText text) throws RefusedException {
        new RedemptionChecks(approved.item(), text, approved.predecessor().orElseThrow()).check(WORLD.now);
    }

    private static GrantText with(GrantText text, Sha256 issuer, String profile) {
        return new GrantText(
                issuer,
                text.lineage(),
                profile,
                text.profileDigest(),
                text.names(),
                text.life(),
                text.gap(),
                text.since(),
                text.until());
    }
}
