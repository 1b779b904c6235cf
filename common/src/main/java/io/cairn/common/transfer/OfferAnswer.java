package io.cairn.common.transfer;

/**
 * JSON answer of {@link TransferProtocol#OFFER} when the image is wanted; a refusal is an {@link ErrorAnswer} with the
 * status that the upload would get. Immutable.
 *
 * @param uploadId for {@link TransferProtocol#UPLOAD_ID}, good for one upload
 */
public record OfferAnswer(String uploadId) {}
