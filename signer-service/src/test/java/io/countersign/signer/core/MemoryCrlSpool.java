package io.countersign.signer.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Sha256;
import io.countersign.x509.crl.Crl;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A spool of CRLs whose disk a test controls; {@link #reopened} is what the next process finds. */
public final class MemoryCrlSpool implements CrlSpool {
    final Map<String, Bytes> crls = new TreeMap<>();
    final Map<String, Bytes> revocations = new TreeMap<>();
    final Map<String, Bytes> accepted = new TreeMap<>();
    final List<String> refused = new ArrayList<>();
    public boolean full;
    /** Kinds of which a file stands there that cannot be read. */
    public final Set<Kind> unreadable = EnumSet.noneOf(Kind.class);

    private final List<Found> news = new ArrayList<>();

    public void drop(Crl crl) {
        drop(Kind.CRL, crl.number() + ".crl", crl.der().toArray());
    }

    public void drop(Kind kind, String name, byte[] content) {
        folder(kind).put(name, Bytes.of(content));
        news.add(new Found(kind, name, Bytes.of(content)));
    }

    public int waiting() {
        return accepted.size();
    }

    MemoryCrlSpool reopened() {
        MemoryCrlSpool next = new MemoryCrlSpool();
        crls.forEach((name, content) -> next.drop(Kind.CRL, name, content.toArray()));
        accepted.forEach((name, content) -> next.drop(Kind.ACCEPTED, name, content.toArray()));
        revocations.forEach((name, content) -> next.drop(Kind.REVOCATION, name, content.toArray()));
        return next;
    }

    @Override
    public List<Found> news() {
        return List.copyOf(news);
    }

    @Override
    public void requireAll(Kind kind) throws OutageException {
        if (unreadable.contains(kind)) {
            throw new OutageException("a file cannot be read");
        }
    }

    @Override
    public void taken(Found file) {
        news.remove(file);
    }

    @Override
    public void keep(Crl crl, boolean complete) throws OutageException {
        requireRoom();
        crls.put(crl.issuer().hex() + (complete ? "" : crl.number()), crl.der());
    }

    @Override
    public void keep(Sha256 order, AcceptedOrder kept) throws OutageException {
        requireRoom();
        accepted.put(order.hex(), Bytes.of(kept.file()));
    }

    @Override
    public void forget(Sha256 order) {
        accepted.remove(order.hex());
    }

    @Override
    public void remove(Found file) {
        news.remove(file);
        folder(file.kind()).remove(file.name());
    }

    @Override
    public boolean refuse(Found file) {
        remove(file);
        refused.add(file.name());
        return true;
    }

    private Map<String, Bytes> folder(Kind kind) {
        return switch (kind) {
            case CRL -> crls;
            case REVOCATION -> revocations;
            case ACCEPTED -> accepted;
        };
    }

    private void requireRoom() throws OutageException {
        if (full) {
            throw new OutageException("no space left");
        }
    }
}
