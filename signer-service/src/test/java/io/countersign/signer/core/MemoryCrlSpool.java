package io.countersign.signer.core;

import io.countersign.contracts.Bytes;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Revocation;
import io.countersign.orders.RevocationFile;
import io.countersign.x509.crl.Crl;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A spool of CRLs whose disk a test controls; {@link #reopened} is what the next process finds. */
public final class MemoryCrlSpool implements CrlSpool {
    final Map<String, Bytes> crls = new TreeMap<>();
    final Map<String, Bytes> revocations = new TreeMap<>();
    final List<String> refused = new ArrayList<>();
    public boolean full;
    /** A file of each kind that stands there and cannot be read. */
    public boolean unreadable;

    private final List<Found> news = new ArrayList<>();

    public void drop(Crl crl) {
        drop(Kind.CRL, crl.number() + ".crl", crl.der().toArray());
    }

    public void drop(Kind kind, String name, byte[] content) {
        (kind == Kind.CRL ? crls : revocations).put(name, Bytes.of(content));
        news.add(new Found(kind, name, Bytes.of(content)));
    }

    MemoryCrlSpool reopened() {
        MemoryCrlSpool next = new MemoryCrlSpool();
        crls.forEach((name, content) -> next.drop(Kind.CRL, name, content.toArray()));
        revocations.forEach((name, content) -> next.drop(Kind.REVOCATION, name, content.toArray()));
        return next;
    }

    @Override
    public List<Found> news() {
        return List.copyOf(news);
    }

    @Override
    public void requireAll(Kind kind) throws OutageException {
        if (unreadable) {
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
    public void keep(Revocation revocation) throws OutageException {
        requireRoom();
        revocations.put(revocation.order().digest().hex(), Bytes.of(RevocationFile.of(revocation.signed())));
    }

    @Override
    public void forget(Sha256 order) {
        revocations.remove(order.hex());
    }

    @Override
    public void taken(Found file, Sha256 order) {
        news.remove(file);
        if (!file.name().equals(order.hex())) {
            revocations.remove(file.name());
        }
    }

    @Override
    public boolean refuse(Found file) {
        news.remove(file);
        (file.kind() == Kind.CRL ? crls : revocations).remove(file.name());
        refused.add(file.name());
        return true;
    }

    private void requireRoom() throws OutageException {
        if (full) {
            throw new OutageException("no space left");
        }
    }
}
