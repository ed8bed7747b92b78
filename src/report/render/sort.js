for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  const body = table.tBodies[table.tBodies.length - 1];
  heads.forEach((head, nth) => {
    const isText = head.classList.contains("text");
    const key = (row) => {
      const cell = row.cells[nth];
      return cell.hasAttribute("data-key") ? Number(cell.getAttribute("data-key")) : cell.textContent;
    };
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const last = head.getAttribute("aria-sort");
      const rises = last === null ? isText : last === "descending";
      const order = (one, other) => {
        const [a, b] = [key(one), key(other)];
        const way = typeof a === "number" ? a - b : a.localeCompare(b);
        return rises ? way : -way;
      };
      heads.forEach((other) => other.removeAttribute("aria-sort"));
      head.setAttribute("aria-sort", rises ? "ascending" : "descending");
      body.append(...[...body.rows].sort(order));
    });
  });
}
