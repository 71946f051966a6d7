package io.countersign.signer.core;

import io.countersign.contracts.Refusal;
import io.countersign.contracts.Sha256;
import io.countersign.orders.Revocation;
import io.countersign.orders.TrustedIssuer;
import io.countersign.x509.crl.Crl;
import java.util.ArrayList;
import java.util.List;

/** Remembers what it heard. */
public final class HeardCrls implements CrlWatch {
    final List<String> heard = new ArrayList<>();
    int waiting;
    List<String> problems = List.of();

    public List<String> problems() {
        return problems;
    }

    @Override
    public void known(TrustedIssuer issuer, Crl newest, int entries) {
        heard.add("known " + newest.number());
    }

    @Override
    public void told(TrustedIssuer issuer, Crl crl) {
        heard.add("told " + crl.number());
    }

    @Override
    public void rival(TrustedIssuer issuer, Crl crl, Crl other) {
        heard.add("rival " + crl.number());
    }

    @Override
    public void forgetful(TrustedIssuer issuer, Crl crl) {
        heard.add("forgetful " + crl.number());
    }

    @Override
    public void accepted(Revocation revocation) {
        heard.add("accepted");
    }

    @Override
    public void fallen(Sha256 order, Refusal why) {
        heard.add("fallen " + why.code().code());
    }

    @Override
    public void overtaken(TrustedIssuer issuer, String intent, String why) {
        heard.add("overtaken");
    }

    @Override
    public void putAside(String file, String why) {
        heard.add("aside " + file);
    }

    @Override
    public void state(int orders, List<String> now) {
        waiting = orders;
        problems = now;
    }
}
