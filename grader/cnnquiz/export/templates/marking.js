// What a response is worth, and what it shows: as cnnquiz.quiz.mark does it.
const marking = (() => {
  const INFINITE = { inf: Infinity, "-inf": -Infinity };
  const toNumber = (text) => INFINITE[text] ?? Number(text);

  function accepts(key, first, second) {
    const [one, other] = [toNumber(first), toNumber(second)];
    const apart = Math.abs(one - other);
    if (apart <= Math.max(key.absolute, key.relative * Math.abs(other))) return true;
    // The spelling of a number keeps twelve digits of it.
    return Number.isFinite(one) && apart <= 1e-11 * Math.max(Math.abs(one), Math.abs(other));
  }

  // Printed text without spaces: nobody misunderstands a program by a space.
  const SPACES = new RegExp(reading.SPACE, "g");
  const ENDS = new RegExp(`^${reading.SPACE}+|${reading.SPACE}+$`, "g");
  const bare = (text) =>
    text.replace(ENDS, "").split("\n").map((line) => line.replace(SPACES, "")).join("\n")
      .replaceAll('"', "'").toLowerCase();

  const axes = (shape) => shape.match(/\d+/g) || [];

  const scores = {
    choice: (key, response) => Number(response === key.answer),
    multi(key, response) {
      const right = key.answer.split(",");
      const given = response.split(",");
      const hits = given.filter((one) => right.includes(one)).length;
      return Math.max(0, (hits - (given.length - hits)) / right.length);
    },
    number: (key, response) => Number(accepts(key, response, key.answer)),
    shape(key, response) {
      const [due, given] = [axes(key.answer), axes(response)];
      if (due.length !== given.length) return 0;
      return due.length ? due.filter((one, at) => one === given[at]).length / due.length : 1;
    },
    trace: (key, response) => Number(bare(response) === bare(key.answer)),
    order(key, response) {
      const place = Object.fromEntries(response.split(",").map((one, at) => [one, at]));
      const kept = key.before.filter(([one, other]) => place[one] < place[other]).length;
      return Math.max(0, (2 * kept - key.before.length) / key.before.length);
    },
    match(key, response) {
      const [due, given] = [key.answer.split(","), response.split(",")];
      return due.filter((pair) => given.includes(pair)).length / due.length;
    },
    bug(key, response) {
      const [due, given] = [key.answer.split(":"), response.split(":")];
      return due.filter((part, at) => part === given[at]).length / 2;
    },
    explain: (key, response) => Number(response),
  };

  const reason = (response) => response.split(":")[1];
  const beliefs = {
    multi: (response, wrong) => response.split(",").includes(wrong.response),
    number: (response, wrong, key) => accepts(key, response, wrong.response),
    trace: (response, wrong) => bare(wrong.response) === bare(response),
    bug: (response, wrong) => reason(wrong.response) === reason(response),
    explain: () => false,
  };
  const same = (response, wrong) => wrong.response === response;

  // As Python rounds: half to even.
  function percent(score) {
    const [whole, rest] = [Math.floor(score * 100), (score * 100) % 1];
    return `${rest > 0.5 || (rest === 0.5 && whole % 2 === 1) ? whole + 1 : whole}%`;
  }

  // Marks a response in its standard form. `text` is HTML, made when the page was.
  function mark(type, key, response) {
    const score = scores[type](key, response);
    if (type === "explain") {
      const text = `A good answer: ${key.explanation}`;
      return { score, misconception: null, verdict: percent(score), text };
    }
    if (score >= 1) {
      return { score, misconception: null, verdict: "Right", text: key.explanation };
    }
    const shows = beliefs[type] || same;
    const wrong = key.wrong.find((one) => shows(response, one, key));
    return {
      score,
      misconception: wrong ? wrong.misconception : null,
      verdict: score ? `Partly right (${percent(score)})` : "Not so",
      text: wrong ? wrong.feedback : key.explanation,
    };
  }

  return { mark, percent };
})();
