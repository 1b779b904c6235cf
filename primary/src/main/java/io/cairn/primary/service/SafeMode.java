package io.cairn.primary.service;

/** Whether the namespace is closed to changes. Checkpoints go on. Thread-safe: one volatile field. */
public final class SafeMode {
    private volatile boolean on;

    public boolean isOn() {
        return on;
    }

    public void enter() {
        on = true;
    }

    public void leave() {
        on = false;
    }
}
