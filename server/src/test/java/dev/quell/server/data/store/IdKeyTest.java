package dev.quell.server.data.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.bson.BsonDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdKeyTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock = """
          1                               | {$numberLong: '1'}                   | true
          1                               | 1.0                                  | true
          1                               | {$numberDecimal: '1.00'}             | true
          0                               | -0.0                                 | true
          0                               | {$numberDecimal: '-0E+10'}           | true
          0.5                             | {$numberDecimal: '0.50'}             | true
          0.1                             | {$numberDecimal: '0.1'}              | false
          1e20                            | {$numberDecimal: '1E+20'}            | true
          {$numberDouble: 'NaN'}          | {$numberDecimal: 'NaN'}              | true
          {$numberDouble: 'Infinity'}     | {$numberDecimal: 'Infinity'}         | true
          {$numberDouble: 'Infinity'}     | {$numberDouble: '-Infinity'}         | false
          {$numberLong: '9007199254740993'} | 9007199254740992.0                 | false
          {$numberLong: '9223372036854775807'} | 9.223372036854775807E18         | false
          1                               | '1'                                  | false
          1                               | true                                 | false
          {a: 1}                          | {a: 1.0}                             | true
          {a: 1, b: 2}                    | {b: 2, a: 1}                         | false
          {a: {b: 1}}                     | {a: {}, b: 1}                        | false
          null                            | ''                                   | false
          'a'                             | 'a'                                  | true
          {$date: 1}                      | {$numberLong: '1'}                   | false
          """)
  void shouldTellWhatIsEqual(final String one, final String other, final boolean equal) {
    assertEquals(equal, Arrays.equals(key(one), key(other)));
  }

  private static byte[] key(final String json) {
    return IdKey.of(BsonDocument.parse("{v: " + json + "}").get("v"));
  }
}
