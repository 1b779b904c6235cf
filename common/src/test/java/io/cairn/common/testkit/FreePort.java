package io.cairn.common.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes that are started again and again on the same one. They lie below those that an operating system
 * gives to outgoing connections (from 32768 on Linux), so that none of these takes the port while its process is down.
 */
public final class FreePort {
    private static final int FIRST = 12_000;
    private static final int END = 30_000;
    private static final int TRIES = 1000;

    private FreePort() {}

    /** A port of the loopback address that nobody listens on at this moment; drawn, so that tests side by side differ. */
    public static int next() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, END);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free port from " + FIRST + " to " + (END - 1) + " in " + TRIES + " tries");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false; // somebody listens there
        }
    }
}
