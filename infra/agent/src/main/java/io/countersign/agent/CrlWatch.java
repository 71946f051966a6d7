package io.countersign.agent;

import io.countersign.agent.Registry.RejectedException;
import io.countersign.x509.IssuerCertificate;
import io.countersign.x509.crl.Crl;
import io.countersign.x509.crl.CrlFaultException;
import java.io.IOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps one CRL file as new as the registry lets it. etcd checks neither who signed the file nor how old it is (kubernetes-pki
 * 5.3), so everything is checked here, and what fails leaves the file as it is: an old list bars those whom it names, and a file
 * that is away or unreadable stops etcd.
 */
final class CrlWatch {
    /** Two CRLs that stayed out; one is made every hour (security 5). */
    static final Duration STALE = Crl.PERIOD.multipliedBy(2);

    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final ManagedCrl managed;
    private final String cluster;
    private final Registry registry;
    private final CrlMemory memory;
    private final CrlLog log;
    private CrlStanding standing;

    CrlWatch(ManagedCrl managed, String cluster, Registry registry, CrlMemory memory) {
        this.managed = managed;
        this.cluster = cluster;
        this.registry = registry;
        this.memory = memory;
        this.log = new CrlLog(cluster + "/" + managed.issuer());
        this.standing = CrlStanding.unknown(cluster, managed.issuer());
    }

    /** A CRL that is not installed, and why. */
    private static final class WrongCrlException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongCrlException(String what) {
            super(what);
        }
    }

    ManagedCrl managed() {
        return managed;
    }

    CrlStanding standing() {
        return standing;
    }

    /** Looks once; nothing that goes wrong ends the agent. */
    void look(IssuerCertificate issuer, Instant now) throws InterruptedException {
        Optional<Crl> installed = Optional.empty();
        Optional<Instant> checked = standing.checked();
        try {
            CrlInPlace inPlace = CrlInPlace.read(managed.file(), issuer);
            installed = inPlace.crl();
            Optional<Crl> best = newest(inPlace, memory.newest(issuer));
            Optional<Crl> offered = offered(issuer, inPlace, best, now);
            if (offered.isPresent()) {
                checked = Optional.of(now);
                best = best.filter(mine -> mine.number() == offered.get().number())
                        .or(() -> offered);
            }
            if (best.isPresent()) {
                place(best.get(), inPlace, issuer);
                installed = best;
            }
        } catch (IOException e) {
            log.error("file", now, managed.file() + " cannot be kept: " + e.getMessage());
        } catch (WrongCrlException e) {
            log.error("file", now, managed.file() + " stays as it is: " + e.getMessage());
        }
        standing = new CrlStanding(cluster, managed.issuer(), installed, checked);
        alarm(installed, now);
    }

    private static Optional<Crl> newest(CrlInPlace inPlace, Optional<Crl> remembered) {
        List<Crl> known = new ArrayList<>();
        inPlace.crl().ifPresent(known::add);
        remembered.ifPresent(known::add);
        return known.stream().max(Comparator.comparingLong(Crl::number));
    }

    /** The registry's, if it may stand in the place of what is known. */
    private Optional<Crl> offered(IssuerCertificate issuer, CrlInPlace inPlace, Optional<Crl> best, Instant now)
            throws InterruptedException {
        try {
            Crl offered = Crl.verify(registry.crl(cluster, managed.issuer()), issuer);
            if (best.isPresent()) {
                requireSuccessor(offered, best.get());
            }
            requireForgetsNothing(offered, inPlace);
            log.good("registry", now);
            return Optional.of(offered);
        } catch (IOException | RejectedException e) {
            log.warn("registry", now, "no CRL from the registry: " + e.getMessage());
        } catch (CrlFaultException | WrongCrlException e) {
            log.error("registry", now, "the registry's CRL is refused: " + e.getMessage());
        }
        return Optional.empty();
    }

    private static void requireSuccessor(Crl offered, Crl known) throws WrongCrlException {
        if (offered.number() < known.number()) {
            throw new WrongCrlException("its number is " + offered.number() + ", known is " + known.number());
        }
        if (offered.number() == known.number() && !offered.tbs().equals(known.tbs())) {
            throw new WrongCrlException(
                    "there are two CRLs with the number " + known.number() + "; tell your security team");
        }
        if (!offered.contains(known)) {
            throw new WrongCrlException("it lacks certificates that number " + known.number() + " lists");
        }
    }

    private static void requireForgetsNothing(Crl crl, CrlInPlace inPlace) throws WrongCrlException {
        Set<BigInteger> forgotten = inPlace.forgottenBy(crl);
        if (!forgotten.isEmpty()) {
            throw new WrongCrlException(
                    "number %d would let in %d serial numbers that the file bars, the first is %s; move the file away if"
                                    .formatted(
                                            crl.number(),
                                            forgotten.size(),
                                            forgotten.iterator().next().toString(16))
                            + " that is wanted");
        }
    }

    private void place(Crl crl, CrlInPlace inPlace, IssuerCertificate issuer) throws IOException, WrongCrlException {
        requireForgetsNothing(crl, inPlace);
        byte[] content = managed.encoded(crl);
        if (inPlace.holds(content)) {
            return;
        }
        if (inPlace.isForeign()) {
            log.say(managed.file() + " held no CRL of this CA; it is kept in "
                    + memory.keepForeign(inPlace.content().orElseThrow(), issuer));
        }
        // Remembered first: after a crash between the two the file is put right at the next look.
        memory.remember(crl, issuer);
        managed.install(crl);
        log.say("installed number %d of %s with %d entries in %s"
                .formatted(crl.number(), crl.thisUpdate(), crl.entries().size(), managed.file()));
    }

    private void alarm(Optional<Crl> installed, Instant now) {
        if (installed.isEmpty()) {
            log.error("age", now, "no CRL in " + managed.file() + " yet; etcd started without one bars nobody");
            return;
        }
        Instant made = installed.get().thisUpdate();
        Duration age = Duration.between(made, now);
        if (age.compareTo(STALE) > 0) {
            log.error(
                    "age",
                    now,
                    "STALE: the CRL in %s is of %s; revocations since then do not work here. It stays in place"
                            .formatted(managed.file(), made));
        } else if (age.plus(CLOCK_TOLERANCE).isNegative()) {
            log.error(
                    "age", now, "the CRL is of " + made + ", which is to come: a clock is wrong, and age says nothing");
        } else {
            log.good("age", now);
        }
    }
}
