package dev.quell.server.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Stream;
import org.bson.BsonType;
import org.junit.jupiter.api.Test;

class TypeWordTest {
  /** One for each type, in the driver's order. */
  private static final String WORDS =
      "missing double string object array binData undefined objectId bool date null regex dbPointer javascript symbol "
          + "javascriptWithScope int timestamp long decimal minKey maxKey";

  @Test
  void shouldHaveTheWordsOfMongoDb() {
    assertEquals(List.of(WORDS.split(" ")), Stream.of(BsonType.values()).map(TypeWord::of).toList());
  }
}
