package io.countersign.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * A file that is complete or not there: written beside its target, forced to the disk, then renamed over it. A reader never sees
 * half a file, and a crash leaves either the old or the new one.
 */
final class DurableFile {
    static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rw-------");

    private final Path staged;
    private final Path target;

    private DurableFile(Path staged, Path target) {
        this.staged = staged;
        this.target = target;
    }

    /** Mode and owner that the target shall have; absent owner or group: those of the writing process. */
    record Access(Set<PosixFilePermission> mode, Optional<String> owner, Optional<String> group) {
        static final Access PRIVATE_FILE = new Access(PRIVATE, Optional.empty(), Optional.empty());

        /**
         * What is asked for, else what the file in place has.
         *
         * @param otherwise mode of a file that is not there yet, octal
         */
        static Access of(
                Path file, Optional<String> mode, String otherwise, Optional<String> owner, Optional<String> group)
                throws IOException {
            if (!Files.exists(file)) {
                return new Access(mode(mode.orElse(otherwise)), owner, group);
            }
            PosixFileAttributes inPlace = Files.readAttributes(file, PosixFileAttributes.class);
            return new Access(
                    mode.map(Access::mode).orElse(inPlace.permissions()),
                    owner.or(() -> Optional.of(inPlace.owner().getName())),
                    group.or(() -> Optional.of(inPlace.group().getName())));
        }

        /** Octal text as in chmod, {@code 0640}. */
        static Set<PosixFilePermission> mode(String octal) {
            int bits = Integer.parseInt(octal, 8);
            Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
            PosixFilePermission[] all = PosixFilePermission.values();
            for (int i = 0; i < all.length; i++) {
                // The enum is declared from owner-read down to others-execute, as the bits of the mode are.
                if ((bits & (1 << (all.length - 1 - i))) != 0) {
                    mode.add(all[i]);
                }
            }
            return mode;
        }
    }

    static DurableFile stage(Path target, String content, Access access) throws IOException {
        return stage(target, content.getBytes(StandardCharsets.UTF_8), access);
    }

    /** Writes the content beside the target; nobody but the owner can read it before its access is set. */
    static DurableFile stage(Path target, byte[] content, Access access) throws IOException {
        Path staged = target.resolveSibling("." + target.getFileName() + ".countersign");
        Files.deleteIfExists(staged);
        FileAttribute<Set<PosixFilePermission>> secret = PosixFilePermissions.asFileAttribute(PRIVATE);
        try (FileChannel channel =
                FileChannel.open(staged, EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), secret)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            PosixFileAttributeView view =
                    Files.getFileAttributeView(staged, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            UserPrincipalLookupService principals = staged.getFileSystem().getUserPrincipalLookupService();
            if (access.owner().isPresent()) {
                view.setOwner(principals.lookupPrincipalByName(access.owner().get()));
            }
            if (access.group().isPresent()) {
                view.setGroup(
                        principals.lookupPrincipalByGroupName(access.group().get()));
            }
            view.setPermissions(access.mode());
            channel.force(true);
        }
        return new DurableFile(staged, target);
    }

    /** Renames over the target. */
    void replace() throws IOException {
        Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A rename is durable only once its directory is. */
    static void syncDirectoryOf(Path file) throws IOException {
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    static void write(Path target, String content, Access access) throws IOException {
        write(target, content.getBytes(StandardCharsets.UTF_8), access);
    }

    static void write(Path target, byte[] content, Access access) throws IOException {
        stage(target, content, access).replace();
        syncDirectoryOf(target);
    }
}
