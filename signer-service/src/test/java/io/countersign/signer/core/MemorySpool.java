package io.countersign.signer.core;

import io.countersign.contracts.Bytes;
import io.countersign.orders.SignedStop;
import java.util.ArrayList;
import java.util.List;

/** A spool whose disk a test controls. */
final class MemorySpool implements Spool {
    final List<SignedStop> stops = new ArrayList<>();
    final List<byte[]> versions = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    boolean full;
    private final List<Found> news = new ArrayList<>();

    void drop(Kind kind, byte[] content) {
        news.add(new Found(kind, "dropped.json", Bytes.of(content)));
    }

    @Override
    public List<Found> news() {
        List<Found> found = List.copyOf(news);
        news.clear();
        return found;
    }

    @Override
    public void keep(SignedStop stop) throws OutageException {
        requireRoom();
        stops.add(stop);
    }

    @Override
    public void keep(long version, byte[] trustFile) throws OutageException {
        requireRoom();
        versions.add(trustFile);
    }

    @Override
    public void refuse(Found file, String why) {
        refused.add(why);
    }

    private void requireRoom() throws OutageException {
        if (full) {
            throw new OutageException("no space left");
        }
    }
}
