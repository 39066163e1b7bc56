// File box: lists what was chosen with its size, and says at once what is too large.
const UNITS = ["B", "KB", "MB", "GB"];

function size(bytes) {
  let unit = 0;
  let amount = bytes;
  while (amount >= 1024 && unit < UNITS.length - 1) {
    amount /= 1024;
    unit += 1;
  }
  return `${amount < 10 && unit ? amount.toFixed(1) : Math.round(amount)} ${UNITS[unit]}`;
}

export default function files(box) {
  const list = document.createElement("ul");
  list.className = "files";
  list.setAttribute("aria-live", "polite");
  box.after(list);
  const largest = Number(box.dataset.largest) || Infinity;

  box.addEventListener("change", () => {
    list.replaceChildren(
      ...[...box.files].map((file) => {
        const row = document.createElement("li");
        row.className = "files__row";
        row.append(`${file.name} `);
        const amount = document.createElement("span");
        amount.className = "files__size";
        amount.textContent = size(file.size);
        row.append(amount);
        if (file.size > largest) {
          const note = document.createElement("span");
          note.className = "files__state files__state--bad";
          note.textContent = box.dataset.tooLarge;
          row.append(note);
        }
        return row;
      }),
    );
  });
}
