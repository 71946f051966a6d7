package io.countersign.x509;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The profiles that come with Countersign; the ceremony copies them into the trust document, where alone they count. */
public final class ProfileCatalog {
    private static final List<String> NAMES = List.of(
            "admin",
            "agent",
            "apiserver",
            "apiserver-etcd-client",
            "apiserver-kubelet-client",
            "controller-manager",
            "etcd-healthcheck-client",
            "etcd-peer",
            "etcd-server",
            "front-proxy-client",
            "infrastructure",
            "kubelet-client",
            "kubelet-serving",
            "person",
            "scheduler",
            "service",
            "super-admin",
            "user");

    private final Map<String, Profile> profiles = new TreeMap<>();

    private ProfileCatalog() {}

    public static ProfileCatalog builtIn() {
        ProfileCatalog catalog = new ProfileCatalog();
        NAMES.forEach(name -> catalog.profiles.put(name, Profile.parse(text(name))));
        return catalog;
    }

    public Optional<Profile> profile(String name) {
        return Optional.ofNullable(profiles.get(name));
    }

    /** A profile that is known to be there; throws for any other name. */
    public Profile require(String name) {
        return profile(name).orElseThrow(() -> new IllegalArgumentException("no built-in profile " + name));
    }

    /** All profiles by name. */
    public Collection<Profile> all() {
        return List.copyOf(profiles.values());
    }

    private static String text(String name) {
        try (InputStream resource = ProfileCatalog.class.getResourceAsStream("/profiles/" + name + ".json")) {
            if (resource == null) {
                throw new IllegalStateException("the build left out profile " + name);
            }
            return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
