// Checks that are counted. The last line of a script's output is "N passed".
'use strict';
const { isDeepStrictEqual } = require('node:util');

let passed = 0;

/** Fails the script unless both are the same. */
function same(what, expected, got) {
  if (!isDeepStrictEqual(expected, got)) {
    throw new Error(`${what}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`);
  }
  passed++;
  console.log(`ok ${passed} ${what}`);
}

/** The code of the error that this ends with; 0 if it ends well. */
async function codeOf(promise) {
  try {
    await promise;
    return 0;
  } catch (e) {
    if (typeof e.code !== 'number') {
      throw e;
    }
    return e.code;
  }
}

module.exports = { same, codeOf, passed: () => passed };
