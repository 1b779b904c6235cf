package io.cairn.primary.app;

import com.codahale.metrics.health.HealthCheck;
import io.cairn.common.status.ProcessStatus;
import java.util.List;
import java.util.stream.Collectors;

/** Healthy while nothing is wrong that an operator should know; says what is. Thread-safe. */
final class StandingHealth extends HealthCheck {
    private final PrimaryStanding standing;

    StandingHealth(PrimaryStanding standing) {
        this.standing = standing;
    }

    @Override
    protected Result check() {
        List<ProcessStatus.Problem> problems = standing.problems();
        return problems.isEmpty()
                ? Result.healthy()
                : Result.builder()
                        .unhealthy()
                        .withMessage(
                                "%s",
                                problems.stream()
                                        .map(ProcessStatus.Problem::text)
                                        .collect(Collectors.joining("; ")))
                        .build();
    }
}
