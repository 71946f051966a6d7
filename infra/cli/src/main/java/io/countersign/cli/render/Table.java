package io.countersign.cli.render;

import java.util.ArrayList;
import java.util.List;

/** Columns aligned as kubeadm and kubectl align them: a least cell width, and blanks between the cells. */
public final class Table {
    private static final int PADDING = 3;

    private final int leastWidth;
    private final List<List<String>> rows = new ArrayList<>();

    private Table(int leastWidth, List<String> header) {
        this.leastWidth = leastWidth;
        rows.add(header);
    }

    /** As {@code kubeadm certs check-expiration} prints them (kubernetes-pki 2.1). */
    public static Table kubeadm(String... header) {
        return new Table(10, List.of(header));
    }

    /** As {@code kubectl get} prints them. */
    public static Table kubectl(List<String> header) {
        return new Table(6, header);
    }

    public Table row(List<String> cells) {
        rows.add(List.copyOf(cells));
        return this;
    }

    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /** Every row on a line of its own, without blanks at the end. */
    public String text() {
        int columns = rows.get(0).size();
        int[] widths = new int[columns];
        for (List<String> row : rows) {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(Math.max(widths[i], leastWidth), row.get(i).length() + PADDING);
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length()));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }
}
