// The page: draws variants, takes responses, keeps them, and says how it goes.
(() => {
  const bank = JSON.parse(document.getElementById("bank").textContent);
  const keyless = bank.mode === "exam";
  const kept = `cnnquiz-${bank.quiz}`;
  const at = (id) => document.getElementById(id);
  const sections = [...document.querySelectorAll(".question")];
  // The first variants, as they were before anybody answered.
  const originals = sections.map((section) => section.querySelector(".variant").cloneNode(true));
  // What there is to know about this sitting. `fields` are values of controls by place, `given` what
  // was answered by place.
  let sitting;

  // --- drawing ---

  // As cnnquiz.quiz.returned.drawn: FNV-1a in 32 bits, and the last step of MurmurHash3.
  function drawn(seed, item, count) {
    let state = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(`${seed}/${item}`)) {
      state = Math.imul(state ^ byte, 0x01000193);
    }
    state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
    return ((state ^ (state >>> 16)) >>> 0) % count;
  }

  const question = (place) => bank.questions[place];
  function key(place) {
    const { item, variants } = question(place);
    return variants[drawn(sitting.seed, item, variants.length)];
  }

  // Puts a question as it was when the page came, in the variant that the seed draws.
  function put(place) {
    const section = sections[place];
    const fieldset = section.querySelector("fieldset");
    const { item, variants } = question(place);
    const index = drawn(sitting.seed, item, variants.length);
    const templates = section.querySelectorAll("template");
    const fresh = index
      ? templates[index - 1].content.querySelector(".variant").cloneNode(true)
      : originals[place].cloneNode(true);
    const [slot, picture] = [fresh, originals[place]].map((one) => one.querySelector(".figure"));
    if (slot) slot.replaceChildren(...picture.cloneNode(true).childNodes);
    for (const old of fieldset.querySelectorAll(".variant, .answer, .rubric")) {
      if (old.matches(".variant")) old.replaceWith(fresh);
      else old.remove();
    }
    const answer = fresh.querySelector(".answer");
    if (answer) {
      answer.hidden = true;
      fieldset.append(answer);
    }
    section.removeAttribute("data-verdict");
    section.querySelector(".verdict").hidden = true;
    say(place, "");
    const button = section.querySelector(".act");
    if (button) button.hidden = false;
    if (button && question(place).type === "explain") button.firstChild.textContent = "Compare";
  }

  // --- responses ---

  const controls = (place) => [
    ...sections[place].querySelectorAll(".variant :is(input, select, textarea)"),
  ];
  const text = (place) => at(`q${place + 1}-text`).value;
  const ticked = (place) =>
    controls(place).filter((control) => control.checked).map((control) => control.value);
  const chosen = (place) =>
    controls(place).filter((control) => control.matches("select"));

  // Returns what is answered, or else what is missing.
  const responses = {
    choice: (place) => ticked(place)[0] || missing("Choose one."),
    multi: (place) => ticked(place).join(",") || missing("Tick one at least."),
    number: typed,
    shape: typed,
    trace: typed,
    order(place) {
      const places = chosen(place).map((select) => select.value);
      if (places.includes("")) missing("Give every step a place.");
      if (new Set(places).size < places.length) missing("Two steps have the same place.");
      const steps = chosen(place).map((select) => select.name);
      return steps.sort((one, other) => placeOf(one) - placeOf(other)).join(",");
      function placeOf(step) {
        return Number(at(`q${place + 1}-${step}`).value);
      }
    },
    match(place) {
      const pairs = chosen(place);
      if (pairs.some((select) => !select.value)) missing("Choose one for each.");
      return pairs.map((select) => `${select.name}=${select.value}`).join(",");
    },
    bug(place) {
      const [line] = chosen(place);
      const [reason] = ticked(place);
      if (!line.value || !reason) missing("Choose a line, and what is wrong with it.");
      return `${line.value}:${reason}`;
    },
    explain: (place) => text(place).trim() || missing("Write a few words first."),
  };
  class Missing extends Error {}
  function missing(what) {
    throw new Missing(what);
  }
  function typed(place) {
    if (!text(place).trim()) missing("Type an answer.");
    const { type } = question(place);
    const response = reading.read(type, text(place), keyless ? {} : key(place));
    // Without a key, it is not known how to read all of it; that is done by whoever has the key.
    return keyless ? text(place) : response;
  }

  // Returns the response to a question, or says what it lacks and returns null.
  function response(place) {
    try {
      return responses[question(place).type](place);
    } catch (problem) {
      if (problem instanceof reading.Unreadable) {
        say(place, `This cannot be read: ${problem.message}. Nothing is lost.`, "problem");
      } else if (problem instanceof Missing) say(place, problem.message, "problem");
      else throw problem;
      return null;
    }
  }

  // --- telling ---

  // Shows plain text below a question.
  function say(place, what, class_ = "") {
    const feedback = at(`q${place + 1}-feedback`);
    if (feedback.textContent !== what) feedback.textContent = what;
    feedback.className = `feedback ${class_}`;
  }

  const SIGNS = { right: "✓", partly: "◐", wrong: "✗", own: "•" };
  function tell(place, { score, verdict, text: html }) {
    const own = question(place).type === "explain";
    const sort = own ? "own" : score >= 1 ? "right" : score > 0 ? "partly" : "wrong";
    const feedback = at(`q${place + 1}-feedback`);
    feedback.className = `feedback ${sort}`;
    feedback.innerHTML = `<strong></strong> <span>${html}</span>`; // escaped when the page was made
    feedback.firstChild.textContent = `${own ? `Your own judgement: ${verdict}` : verdict}.`;
    sections[place].dataset.verdict = sort;
    const sign = sections[place].querySelector(".verdict");
    sign.textContent = ` ${SIGNS[sort]}`;
    sign.hidden = false;
    sections[place].querySelector(".act").hidden = true;
    for (const control of controls(place)) control.disabled = true;
    for (const rubric of sections[place].querySelectorAll(".rubric input")) rubric.disabled = true;
    sections[place].querySelector(".answer").hidden = false;
  }

  function progress() {
    const given = Object.values(sitting.given);
    const total = bank.questions.length;
    const points = given.reduce((sum, one) => sum + (one.score || 0), 0);
    const all = given.length === total;
    const shown = `${Number(points.toFixed(2))} point${points === 1 ? "" : "s"}`;
    at("bar").value = given.length;
    at("progress-text").textContent =
      `${given.length} of ${total} answered${keyless ? "" : ` · ${shown}`}`;
    if (keyless) {
      at("results-text").textContent = all
        ? "All questions are answered."
        : `${total - given.length} of ${total} questions have no answer yet.`;
      return;
    }
    const share = given.length ? ` (${marking.percent(points / given.length)})` : "";
    at("results-text").textContent =
      `${all ? "All answered: " : ""}${shown} of ${given.length}${share}.`;
    const again = Object.entries(sitting.given).filter(([, one]) => one.score < 1);
    at("again").hidden = !again.length;
    at("again-list").replaceChildren(
      ...again.flatMap(([place], index) => {
        const link = document.createElement("a");
        link.href = `#q${Number(place) + 1}`;
        link.textContent = `Question ${Number(place) + 1}`;
        return index ? [", ", link] : [link];
      }),
    );
  }

  // --- answering ---

  function answer(place) {
    const { type } = question(place);
    const rubric = sections[place].querySelector(".rubric");
    if (type === "explain" && !rubric) {
      if (response(place) !== null) compare(place);
      return;
    }
    const found = type === "explain" ? judgement(rubric) : response(place);
    if (found === null) {
      (controls(place).find((control) => !control.value) || controls(place)[0]).focus();
      return;
    }
    const marked = marking.mark(type, key(place), found);
    sitting.given[place] = {
      response: found,
      score: marked.score,
      misconception: marked.misconception,
      words: type === "explain" ? text(place) : undefined,
      time: new Date().toISOString(),
    };
    tell(place, marked);
    at(`q${place + 1}-feedback`).focus();
    keep();
    progress();
  }

  // Shows what a good answer says; its writer ticks what theirs says.
  function compare(place) {
    const rubric = document.createElement("fieldset");
    rubric.className = "rubric";
    const points = key(place).rubric.map(
      (point) =>
        `<label class="option"><input type="checkbox"> <span>${point}</span></label>`,
    );
    rubric.innerHTML = `<legend>Tick what your answer says</legend>${points.join("")}`;
    const button = sections[place].querySelector(".act");
    button.before(rubric);
    button.firstChild.textContent = "That is all";
    for (const control of controls(place)) control.disabled = true;
    say(place, "");
    rubric.querySelector("input").focus();
  }

  function judgement(rubric) {
    const boxes = [...rubric.querySelectorAll("input")];
    const share = boxes.filter((box) => box.checked).length / boxes.length;
    return String(Number(share.toPrecision(6)));
  }

  // Without a key, whatever is complete is an answer, as soon as it is.
  function note(place) {
    const { type } = question(place);
    const found = response(place);
    delete sitting.given[place];
    if (found !== null) {
      say(place, "");
      const time = new Date().toISOString();
      sitting.given[place] =
        type === "explain" ? { words: found, time } : { response: found, time };
    }
    progress();
  }

  // --- keeping ---

  function keep() {
    const fields = {};
    sections.forEach((_, place) => {
      const values = controls(place).map((one) =>
        one.matches("[type=radio], [type=checkbox]") ? one.checked : one.value,
      );
      if (values.some(Boolean)) fields[place] = values;
    });
    sitting.fields = fields;
    sitting.student = keyless ? at("student").value : "";
    try {
      localStorage.setItem(kept, JSON.stringify(sitting));
    } catch {
      // A browser may keep nothing for a file; then a page that is left is lost.
    }
  }

  function found() {
    try {
      const old = JSON.parse(localStorage.getItem(kept));
      return old && Number.isInteger(old.seed) ? old : null;
    } catch {
      return null;
    }
  }

  function restore() {
    for (const [place, values] of Object.entries(sitting.fields)) {
      controls(Number(place)).forEach((control, index) => {
        if (typeof values[index] === "boolean") control.checked = values[index];
        else control.value = values[index] ?? "";
      });
    }
    if (keyless) at("student").value = sitting.student || "";
    else {
      for (const [place, given] of Object.entries(sitting.given)) {
        tell(Number(place), marking.mark(question(place).type, key(place), given.response));
      }
    }
  }

  function begin(seed) {
    sitting = { seed, begun: new Date().toISOString(), fields: {}, given: {}, student: "" };
    show();
    keep();
  }

  function show() {
    sections.forEach((_, place) => put(place));
    if (at("seed")) {
      at("seed").value = sitting.seed;
      at("paper-seed").textContent = `Seed ${sitting.seed}`;
    }
    restore();
    progress();
    at("saved").textContent = "";
  }

  const anything = () => Object.keys(sitting.fields).length > 0;
  const sure = () => !anything() || window.confirm("Your answers on this page will be lost. Go on?");
  const anySeed = () => crypto.getRandomValues(new Uint32Array(1))[0] % 1_000_000;

  function save() {
    const name = keyless ? "responses.json" : "results.json";
    const responses = Object.entries(sitting.given).map(([place, given]) => ({
      place: Number(place),
      item: question(place).item,
      rev: question(place).rev,
      variant: key(place).number,
      ...given,
    }));
    const document_ = {
      format: bank.format,
      quiz: bank.quiz,
      ...(keyless ? { student: at("student").value.trim() } : {}),
      seed: sitting.seed,
      begun: sitting.begun,
      saved: new Date().toISOString(),
      responses,
    };
    const link = document.createElement("a");
    const file = new Blob([`${JSON.stringify(document_, null, 1)}\n`], { type: "application/json" });
    link.href = URL.createObjectURL(file);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    at("saved").textContent = `Saved as ${name}, where your browser puts what it downloads.`;
  }

  // --- events ---

  sections.forEach((section, place) => {
    const form = section.querySelector("form");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!keyless && !sitting.given[place]) answer(place);
    });
    form.addEventListener("change", () => {
      if (keyless) note(place);
      keep();
    });
  });
  at("save").addEventListener("click", save);
  at("restart").addEventListener("click", () => {
    if (!sure()) return;
    begin(anySeed());
    document.querySelector("h1").focus();
  });
  if (keyless) at("student").addEventListener("change", keep);
  if (at("draw")) {
    at("draw").addEventListener("submit", (event) => {
      event.preventDefault();
      const text_ = at("seed").value.trim();
      const fits = /^\d{1,15}$/.test(text_);
      at("seed-problem").textContent = fits ? "" : "A seed has 1 to 15 digits.";
      if (fits && sure()) begin(Number(text_));
    });
  }

  document.documentElement.classList.add("script");
  sitting = found();
  try {
    if (sitting) show();
  } catch {
    sitting = null; // what was kept is not what this page keeps
  }
  if (!sitting) begin(anySeed());
})();
