package io.countersign.cli.rest;

import io.countersign.cli.CliException;
import io.countersign.tlog.TileStore;
import java.io.IOException;
import java.util.Optional;

/** A published log behind the audit-service's address. */
public final class HttpTileStore implements TileStore {
    private final RestClient audit;

    public HttpTileStore(RestClient audit) {
        this.audit = audit;
    }

    @Override
    public Optional<byte[]> read(String path) throws IOException {
        try {
            return audit.find("/" + path);
        } catch (CliException | ProblemException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
