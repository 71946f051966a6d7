package io.countersign.signer.core;

import io.countersign.tlog.TreeHead;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it was told. */
public final class QuietLogWatch implements LogWatch {
    public final List<String> disputes = new ArrayList<>();
    final List<TreeHead> believed = new ArrayList<>();
    final List<TreeHead> remembered = new ArrayList<>();
    int lost;
    int askedAgain;

    @Override
    public void remembers(TreeHead head) {
        remembered.add(head);
    }

    @Override
    public void believesFirst(TreeHead head) {
        believed.add(head);
    }

    @Override
    public void reaches(TreeHead head) {}

    @Override
    public void lost(TreeHead known, TreeHead told) {
        lost++;
    }

    @Override
    public void disputes(TreeHead known, TreeHead told, String how) {
        disputes.add(known.size() + " and " + told.size() + " " + how);
    }

    @Override
    public void asksAgain() {
        askedAgain++;
    }
}
