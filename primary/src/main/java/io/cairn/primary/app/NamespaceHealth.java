package io.cairn.primary.app;

import com.codahale.metrics.health.HealthCheck;
import io.cairn.primary.wire.http.Startup;

/** Healthy once the namespace is served. Thread-safe. */
final class NamespaceHealth extends HealthCheck {
    private final Startup<PrimaryRuntime> startup;

    NamespaceHealth(Startup<PrimaryRuntime> startup) {
        this.startup = startup;
    }

    @Override
    protected Result check() {
        return startup.result().isPresent()
                ? Result.healthy("serving")
                : Result.builder()
                        .unhealthy()
                        .withMessage(startup.phase())
                        .withDetail("percent", startup.percent())
                        .build();
    }
}
