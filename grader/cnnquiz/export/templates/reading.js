"use strict";
// How typed responses are read: as the modules of cnnquiz.quiz.types do it, word for word.
const reading = (() => {
  const MOST_CHARACTERS = 2000;
  // What Python takes for white space; `\s` and `trim` differ from it in a few characters.
  const SPACE =
    "[\\t-\\r\\x1c- \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
  const EDGES = new RegExp(`^${SPACE}+|${SPACE}+$`, "g");
  const TRAILING = new RegExp(`${SPACE}+$`);
  const SHARE = new RegExp(`^([-+]?\\d{1,12})${SPACE}*/${SPACE}*(\\d{1,12})$`);
  const NUMBER =
    /^([-+−]?)(\d{1,3}(?:[,\u2009\u202f ]\d{3})+|\d+)?(\.\d*)?(?:e([-+]?\d{1,2}))?$/;
  const AXES = new RegExp(`^\\d{1,9}((${SPACE}|[,x×])+\\d{1,9})*$`);
  const AROUND = /(?:torch\.)?size|[[\](){}]/g;

  class Unreadable extends Error {}

  const strip = (text) => text.replace(EDGES, "");

  // Digits of any script as 0 to 9. Unicode keeps the ten digits of a script together, zero first.
  function plainDigits(text) {
    return text.replace(/\p{Decimal_Number}/gu, (digit) => {
      let first = digit.codePointAt(0);
      while (/\p{Decimal_Number}/u.test(String.fromCodePoint(first - 1))) first -= 1;
      return String((digit.codePointAt(0) - first) % 10);
    });
  }

  // Twelve digits as Python's `.12g` writes them: exact, and half to even.
  function twelveDigits(value) {
    if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
    const [mantissa, power] = Math.abs(value).toExponential(100).split("e");
    const digits = mantissa.replace(".", "");
    const rest = digits.slice(12);
    const half = `5${"0".repeat(rest.length - 1)}`;
    let kept = BigInt(digits.slice(0, 12));
    if (rest > half || (rest === half && kept % 2n === 1n)) kept += 1n;
    let exponent = Number(power);
    let written = String(kept);
    if (written.length > 12) {
      written = written.slice(0, 12);
      exponent += 1;
    }
    const sign = value < 0 ? "-" : "";
    const trimmed = (whole, part) => {
      const left = part.replace(/0+$/, "");
      return left ? `${whole}.${left}` : whole;
    };
    if (exponent < -4 || exponent >= 12) {
      const shown = String(Math.abs(exponent)).padStart(2, "0");
      const front = trimmed(written[0], written.slice(1));
      return `${sign}${front}e${exponent < 0 ? "-" : "+"}${shown}`;
    }
    if (exponent < 0) return sign + trimmed("0", "0".repeat(-exponent - 1) + written);
    return sign + trimmed(written.slice(0, exponent + 1), written.slice(exponent + 1));
  }

  function shown(value) {
    if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(BigInt(value));
    return twelveDigits(value);
  }

  function number(response) {
    const text = plainDigits(strip(response).toLowerCase());
    const share = SHARE.exec(text);
    if (share) {
      if (Number(share[2]) === 0) {
        throw new Unreadable("expected a number; a share cannot be of 0");
      }
      return shown(Number(share[1]) / Number(share[2]));
    }
    const found = NUMBER.exec(text);
    if (!found || !(found[2] || (found[3] || "").replaceAll(".", ""))) {
      throw new Unreadable("expected a number such as 7, 18,432 or 0.25");
    }
    const sign = found[1] === "-" || found[1] === "−" ? "-" : "";
    const digits = (found[2] || "0").replace(/\D/g, "");
    if (found[3] || found[4]) {
      return shown(Number(`${sign}${digits}${found[3] || ""}e${found[4] || 0}`));
    }
    const whole = BigInt(digits.slice(0, 300));
    return String(sign ? -whole : whole);
  }

  function shape(response) {
    const bare = plainDigits(strip(response).toLowerCase()).replace(AROUND, " ");
    const text = bare.replace(/^[ ,\t\n]+|[ ,\t\n]+$/g, "");
    if (!text && response.includes("(")) return "()";
    if (!AXES.test(text)) throw new Unreadable("expected a shape such as (1, 8)");
    const axes = text.match(/\d+/g).map(Number);
    return axes.length === 1 ? `(${axes[0]},)` : `(${axes.join(", ")})`;
  }

  // `answer` says whether a slash can stand for the end of a line; without a key it is not known.
  function trace(response, answer = "") {
    let text = strip(response.replaceAll("\\n", "\n"));
    if (!text) throw new Unreadable("expected what the program prints");
    if (!text.includes("\n") && answer.includes("\n") && !answer.includes("/")) {
      text = text.replaceAll("/", "\n");
    }
    const lines = text.split("\n").map(strip).join("\n").replace(TRAILING, "").split("\n");
    return lines.map((line) => line.replace(TRAILING, "")).join("\n");
  }

  // Returns a response in its standard form; what is chosen has it already.
  function read(type, response, key = {}) {
    if (response.length > MOST_CHARACTERS) throw new Unreadable("that is too long");
    if (type === "number") return number(response);
    if (type === "shape") return shape(response);
    if (type === "trace") return trace(response, key.answer);
    return response;
  }

  return { read, Unreadable, SPACE };
})();
