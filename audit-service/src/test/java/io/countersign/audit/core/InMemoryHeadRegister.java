package io.countersign.audit.core;

import io.countersign.tlog.TreeHead;
import java.util.Optional;

/** A register that can fail before or after it did what it was asked. */
final class InMemoryHeadRegister implements HeadRegister {
    enum Fault {
        NONE,
        FAILED,
        FAILED_BUT_PERSISTED
    }

    Optional<Registered> registered = Optional.empty();
    Fault nextSwap = Fault.NONE;
    boolean heldByAnother;
    int renewals;
    private int epoch;

    @Override
    public Optional<Lease> acquire() {
        epoch++;
        return heldByAnother ? Optional.empty() : Optional.of(new Epoch(epoch));
    }

    private final class Epoch implements Lease {
        private final int mine;

        Epoch(int mine) {
            this.mine = mine;
        }

        @Override
        public void renew() throws HeadRefusedException {
            requireMine();
            renewals++;
        }

        @Override
        public Optional<Registered> current() throws HeadRefusedException {
            requireMine();
            return registered;
        }

        @Override
        public boolean compareAndSwap(Optional<TreeHead> expected, Registered next)
                throws OutageException, HeadRefusedException {
            Fault fault = nextSwap;
            nextSwap = Fault.NONE;
            if (fault == Fault.FAILED) {
                throw new OutageException("no answer");
            }
            requireMine();
            if (!registered.map(Registered::head).equals(expected)) {
                return false;
            }
            registered = Optional.of(next);
            if (fault == Fault.FAILED_BUT_PERSISTED) {
                throw new OutageException("the answer was lost");
            }
            return true;
        }

        private void requireMine() throws HeadRefusedException {
            if (mine != epoch) {
                throw new HeadRefusedException("fenced");
            }
        }
    }
}
