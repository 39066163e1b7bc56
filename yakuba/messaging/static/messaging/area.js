// The map beside the list of 町丁目: a press on a shape ticks its box; an area can be drawn corner by corner.
// Without this module the list and the box for GeoJSON do the same.

function start(place) {
  const svg = place.querySelector("svg");
  const group = place.closest("[data-group]");
  const text = group.querySelector("textarea[data-ring]");
  const line = svg.querySelector("[data-drawn]");
  const draw = place.querySelector("[data-draw]");
  const clear = place.querySelector("[data-clear]");
  const hint = place.querySelector("[data-hint]");
  const box = (number) => group.querySelector(`input[data-chome-box="${number}"]`);
  let corners = [];
  let drawing = false;

  function changed(control) {
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function paint() {
    svg.querySelectorAll("path[data-chome]").forEach((shape) => {
      const ticked = box(shape.dataset.chome);
      shape.toggleAttribute("data-on", Boolean(ticked && ticked.checked));
    });
    line.setAttribute("points", corners.map((one) => one.join(",")).join(" "));
    line.toggleAttribute("data-closed", !drawing && corners.length > 2);
    svg.toggleAttribute("data-drawing", drawing);
    draw.textContent = drawing ? "この形に決める" : "範囲を描く";
    clear.hidden = !drawing && !text.value.trim();
    hint.textContent = drawing ? "地図の上を順に押して、範囲を囲んでください。" : "";
  }

  function at(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [Math.round(point.x * 10) / 10, Math.round(point.y * 10) / 10];
  }

  const { west, north, scaleX, scaleY } = svg.dataset;
  const toEarth = ([x, y]) => [
    Math.round((Number(west) + x / Number(scaleX)) * 1e6) / 1e6,
    Math.round((Number(north) - y / Number(scaleY)) * 1e6) / 1e6,
  ];
  const toPaper = ([x, y]) => [(x - Number(west)) * Number(scaleX), (Number(north) - y) * Number(scaleY)];

  function read() {
    try {
      const ring = JSON.parse(text.value).coordinates[0];
      corners = ring.map(toPaper);
    } catch {
      corners = [];
    }
  }

  svg.addEventListener("click", (event) => {
    if (drawing) {
      corners.push(at(event));
      paint();
      return;
    }
    const shape = event.target.closest("path[data-chome]");
    const ticked = shape && box(shape.dataset.chome);
    if (!ticked) return;
    ticked.checked = !ticked.checked;
    changed(ticked);
    paint();
  });
  draw.addEventListener("click", () => {
    if (!drawing) {
      corners = [];
      drawing = true;
    } else {
      drawing = false;
      if (corners.length > 2) {
        const ring = corners.map(toEarth);
        text.value = JSON.stringify({ type: "Polygon", coordinates: [[...ring, ring[0]]] });
      }
      changed(text);
      read();
    }
    paint();
  });
  clear.addEventListener("click", () => {
    corners = [];
    drawing = false;
    text.value = "";
    changed(text);
    paint();
  });
  group.addEventListener("change", paint);
  document.addEventListener("htmx:afterSwap", (event) => {
    const told = event.target.querySelector?.("[data-drawn-chome]");
    if (!told || place.dataset.number !== "0") return;
    const numbers = new Set(told.dataset.drawnChome.split(" "));
    svg.querySelectorAll("path[data-chome]").forEach((shape) => {
      shape.toggleAttribute("data-touched", numbers.has(shape.dataset.chome));
    });
  });
  read();
  place.hidden = false;
  paint();
}

document.querySelectorAll("[data-map]").forEach(start);
