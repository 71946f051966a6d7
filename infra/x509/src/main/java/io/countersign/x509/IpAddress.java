package io.countersign.x509;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** An IP address with one spelling: dotted quad, or IPv6 as RFC 5952 writes it. Never looks a name up. */
public final class IpAddress {
    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

    private final byte[] octets;

    private IpAddress(byte[] octets) {
        this.octets = octets;
    }

    /** The address of these 4 or 16 octets; an IPv4-mapped IPv6 address has no text form of its own and is refused. */
    public static Optional<IpAddress> of(byte[] octets) {
        boolean fits = octets.length == 4 || (octets.length == 16 && !isMapped(octets));
        return fits ? Optional.of(new IpAddress(octets.clone())) : Optional.empty();
    }

    /** Reads a literal; mapped addresses become IPv4, anything that is not a literal is empty. */
    public static Optional<IpAddress> parse(String text) {
        if (text.indexOf(':') < 0) {
            return dottedQuad(text);
        }
        if (!V6.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Four decimal numbers without leading zeros: some readers take 010 for eight. */
    private static Optional<IpAddress> dottedQuad(String text) {
        byte[] octets = new byte[4];
        int part = 0;
        int value = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && value >= 0 && part < 3) {
                octets[part++] = (byte) value;
                value = -1;
            } else if (c >= '0' && c <= '9' && value != 0) {
                value = Math.max(value, 0) * 10 + (c - '0');
            } else {
                return Optional.empty();
            }
            if (value > 255) {
                return Optional.empty();
            }
        }
        if (part != 3 || value < 0) {
            return Optional.empty();
        }
        octets[part] = (byte) value;
        return of(octets);
    }

    public byte[] octets() {
        return octets.clone();
    }

    /** Whether one host can answer here: not unspecified, multicast or broadcast. */
    public boolean isUnicast() {
        if (octets.length == 16) {
            boolean unspecified = toString().equals("::");
            return !unspecified && (octets[0] & 0xff) != 0xff;
        }
        // 0.0.0.0/8 means "this network" (RFC 1122 3.2.1.3); 224.0.0.0 upwards is multicast, reserved and broadcast.
        int first = octets[0] & 0xff;
        return first != 0 && first < 224;
    }

    private static boolean isMapped(byte[] octets) {
        for (int i = 0; i < 10; i++) {
            if (octets[i] != 0) {
                return false;
            }
        }
        return octets[10] == -1 && octets[11] == -1;
    }

    @Override
    public String toString() {
        if (octets.length == 4) {
            return (octets[0] & 0xff) + "." + (octets[1] & 0xff) + "." + (octets[2] & 0xff) + "." + (octets[3] & 0xff);
        }
        int gap = longestZeroRun();
        int gapEnd = gap < 0 ? -1 : endOfZeros(gap);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == gap) {
                text.append("::");
                i = gapEnd - 1;
            } else {
                if (i > 0 && i != gapEnd) {
                    text.append(':');
                }
                text.append(Integer.toHexString(group(i)));
            }
        }
        return text.toString();
    }

    /** The first of the longest runs of two or more zero groups (RFC 5952 4.2), or -1. */
    private int longestZeroRun() {
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = endOfZeros(i) - i;
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        return best;
    }

    private int endOfZeros(int from) {
        int end = from;
        while (end < 8 && group(end) == 0) {
            end++;
        }
        return end;
    }

    private int group(int i) {
        return ((octets[2 * i] & 0xff) << 8) | (octets[2 * i + 1] & 0xff);
    }
}
