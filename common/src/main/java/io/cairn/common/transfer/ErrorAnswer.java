package io.cairn.common.transfer;

/**
 * JSON of a refused checkpoint call: {@code {"error": {"code", "message"}}}. Immutable.
 */
public record ErrorAnswer(Body error) {
    /**
     * @param code stable, for programs
     * @param message for people; names what is wrong and what would be right
     */
    public record Body(String code, String message) {}

    public static ErrorAnswer of(String code, String message) {
        return new ErrorAnswer(new Body(code, message));
    }
}
