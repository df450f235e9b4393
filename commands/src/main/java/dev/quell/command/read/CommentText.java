package dev.quell.command.read;

import dev.quell.KillRequest;
import java.io.StringWriter;
import java.io.Writer;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonReader;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriter;
import org.bson.json.JsonWriterSettings;

/**
 * A {@code comment} as text: a string as it is, anything else as relaxed JSON, cut to what a kill takes. Writes no more
 * than that, however large the comment.
 */
public final class CommentText {
  private static final int MOST = KillRequest.MAX_TEXT_LENGTH;
  private static final String WRAPPING = "{\"\": ";
  private static final int MOST_WRAPPED = MOST + WRAPPING.length();
  private static final JsonWriterSettings SETTINGS =
      JsonWriterSettings.builder().outputMode(JsonMode.RELAXED).maxLength(MOST_WRAPPED).build();

  private CommentText() {}

  /**
   * The text of a comment.
   *
   * @param comment which {@link Skip#shallow} has passed
   */
  public static String of(final BsonValue comment) {
    if (comment.isString()) {
      return cut(comment.asString().getValue());
    }
    final StringBuilder text = new StringBuilder();
    append(text, comment);
    return cut(text.toString());
  }

  private static void append(final StringBuilder text, final BsonValue value) {
    switch (value.getBsonType()) {
      case ARRAY -> appendArray(text, value.asArray());
      case DOCUMENT -> text.append(json(value.asDocument()));
      default -> text.append(scalar(value));
    }
  }

  private static void appendArray(final StringBuilder text, final BsonArray array) {
    text.append('[');
    String separator = "";
    for (final BsonValue element : array) {
      if (text.length() > MOST) {
        return;
      }
      append(text.append(separator), element);
      separator = ", ";
    }
    text.append(']');
  }

  private static String json(final BsonDocument document) {
    final Writer text = new StringWriter();
    try (JsonWriter writer = new JsonWriter(text, SETTINGS);
        BsonReader reader = Readers.of(document)) {
      writer.pipe(reader); // ends when the text is cut
    }
    return text.toString();
  }

  /** The JSON of a value that holds no other: there is JSON of documents only, so it is wrapped in one. */
  private static String scalar(final BsonValue value) {
    final String json = json(new BsonDocument("", value));
    return json.substring(WRAPPING.length(), json.length() < MOST_WRAPPED ? json.length() - 1 : json.length());
  }

  private static String cut(final String text) {
    if (text.length() <= MOST) {
      return text;
    }
    final int end = Character.isHighSurrogate(text.charAt(MOST - 1)) ? MOST - 1 : MOST; // no half characters
    return text.substring(0, end);
  }
}
