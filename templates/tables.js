  // Every table: its columns sort, it exports itself, and on a phone it becomes cards where it is too wide.
  var root = document.documentElement, sorted = [], waiting = 0;
  function list(nodes) { return Array.prototype.slice.call(nodes); }
  function make(name, words, className) {
    var element = document.createElement(name);
    element.textContent = words || "";
    if (className) { element.className = className; }
    if (name === "button") { element.type = "button"; }
    return element;
  }
  // What a reader reads in it: no drawn stars, of a drawing its description, no buttons.
  function words(node) {
    if (node.nodeType === 3) { return node.data; }
    if (node.nodeName === "BR") { return " "; }
    if (node.nodeName === "BUTTON" || node.nodeName === "SELECT" || (node.getAttribute && node.getAttribute("aria-hidden"))) { return ""; }
    if (node.nodeName === "svg") { return node.querySelector("desc") ? node.querySelector("desc").textContent : ""; }
    return list(node.childNodes).map(words).join("");
  }
  function plain(node) { return words(node).replace(/\s+/g, " ").replace(/^ | $/g, ""); }
  // The heading over each column, of two rows of headings both; each heading learns its column.
  function labels(table) {
    var grid = [];
    list(table.tHead.rows).forEach(function (row, line) {
      var at = 0;
      grid[line] = grid[line] || [];
      list(row.cells).forEach(function (th) {
        var word = plain(th.querySelector("small") || th), i, below;
        while (grid[line][at] !== undefined) { at++; }
        th.column = at;
        for (below = 0; below < th.rowSpan; below++) {
          grid[line + below] = grid[line + below] || [];
          for (i = 0; i < th.colSpan; i++) { grid[line + below][at + i] = below ? "" : word; }
        }
        at += th.colSpan;
      });
    });
    return grid.reduce(function (above, row) { return above.map(function (word, i) { return (word + " " + row[i]).trim(); }); });
  }
  function key(row, at) {
    var cell = row.cells[at], text = cell.getAttribute("data-v") || plain(cell);
    return /^[+-]?\d/.test(text) ? parseFloat(text) : text === "—" ? -Infinity : text;
  }
  function compare(a, b) {
    if (typeof a === typeof b) { return typeof a === "number" ? (a < b ? -1 : a > b ? 1 : 0) : a.localeCompare(b, "zh"); }
    return typeof a === "number" ? -1 : 1;
  }
  function put(body, rows) { rows.forEach(function (row) { body.appendChild(row); }); }
  function sort(table, th, up) {
    var body = table.tBodies[0];
    if (!body.first) { body.first = list(body.rows); sorted.push(body); }
    list(table.tHead.querySelectorAll("th")).forEach(function (other) {
      other.removeAttribute("aria-sort");
      if (other.sorter) { other.sorter.className = "sort"; }
    });
    th.sorter.className = up ? "sort up" : "sort down";
    th.setAttribute("aria-sort", up ? "ascending" : "descending");
    put(body, body.first.slice().sort(function (a, b) { return (up ? 1 : -1) * compare(key(a, th.column), key(b, th.column)); }));
  }
  function sortable(table) {
    var rows = list(table.tBodies[0].rows), heads = list(table.tHead.querySelectorAll("th")).filter(function (th) { return th.colSpan === 1; });
    var even = rows.every(function (row) { return row.cells.length === rows[0].cells.length && !row.querySelector("[colspan],[rowspan]"); });
    if (rows.length < 2 || !even) { return []; }
    heads.forEach(function (th) {
      var button = make("span", "", "sort");
      while (th.firstChild) { button.appendChild(th.firstChild); }
      button.setAttribute("role", "button");
      button.tabIndex = 0;
      th.appendChild(button);
      th.sorter = button;
      button.onclick = function () { sort(table, th, button.className !== "sort up"); };
      button.onkeydown = function (event) { if (event.keyCode === 13 || event.keyCode === 32) { event.preventDefault(); button.onclick(); } };
    });
    return heads;
  }
  function field(text) {
    var guarded = /^[=+\-@\t\r\n＝＋－＠]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? "'" + text : text;
    return /[",\r\n]/.test(guarded) ? '"' + guarded.replace(/"/g, '""') + '"' : guarded;
  }
  // A byte order mark, or Excel takes Chinese for something else; what would be a formula is text.
  function csv(table) {
    var rows = list(table.rows).filter(function (row) { return row.parentNode.nodeName !== "THEAD" && !row.hidden; });
    return "\ufeff" + [table.heads].concat(rows.map(function (row) {
      var cells = [];
      list(row.cells).forEach(function (cell) {
        cells.push(plain(cell));
        while (cells.length < cell.colSpan) { cells.push(""); }
      });
      return cells;
    })).map(function (cells) { return cells.map(field).join(","); }).join("\r\n") + "\r\n";
  }
  function save(table, name) {
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv(table)], { type: "text/csv" }));
    link.download = name.replace(/[\\\/:*?"<>|]/g, "_").slice(0, 60) + ".csv";
    document.body.appendChild(link);
    link.click();
    document.body.removeChild(link);
  }
  function tools(table) {
    var name = table.caption ? plain(table.caption) : document.title, bar = make("span", "", "tools"), button = make("button", "导出");
    var heads, choice;
    table.heads = labels(table);
    heads = sortable(table);
    if (heads.length > 2) {
      choice = make("select");
      choice.setAttribute("aria-label", "排序");
      [null].concat(heads).forEach(function (th) {
        var option = make("option", th ? "按" + table.heads[th.column] : "排序");
        option.value = th ? heads.indexOf(th) : "";
        choice.appendChild(option);
      });
      choice.onchange = function () {
        var th = heads[choice.value], first = th && key(table.tBodies[0].rows[0], th.column);
        if (th) { sort(table, th, typeof first !== "number" || /名次|编号|行号/.test(table.heads[th.column])); }
      };
      bar.appendChild(choice);
    }
    button.title = "导出为 CSV 文件，Excel、WPS 可以直接打开";
    button.onclick = function () { save(table, document.querySelector("h1").textContent + "-" + name.replace(/（点击表头.*?）/, "").split(/[：；。]/)[0]); };
    bar.appendChild(button);
    table.insertBefore(table.caption || make("caption"), table.firstChild);
    table.caption.insertBefore(bar, table.caption.firstChild);
  }
  function label(table) {
    list(table.rows).forEach(function (row) {
      var at = 0;
      if (row.parentNode.nodeName === "THEAD") { return; }
      list(row.cells).forEach(function (cell) {
        if (cell.nodeName === "TD" && table.heads[at] && !cell.hasAttribute("data-l")) { cell.setAttribute("data-l", table.heads[at]); }
        at += cell.colSpan;
      });
    });
    table.labelled = true;
  }
  function rolls(box) { return box.clientWidth && box.scrollWidth > box.clientWidth + 1; }
  // Whatever still rolls sideways says so and can be rolled by keys.
  function fit() {
    var narrow = root.clientWidth <= 640, boxes = list(document.querySelectorAll(".wide")), wide;
    waiting = 0;
    list(document.querySelectorAll(".as-cards")).forEach(function (table) { table.className = table.className.replace(" cards as-cards", ""); });
    boxes.filter(rolls).forEach(function (box) {
      var table = box.firstElementChild;
      if (!narrow || !table.heads || /\bheat\b/.test(table.className)) { return; }
      if (!table.labelled) { label(table); }
      table.className += " cards as-cards";
    });
    wide = boxes.map(rolls);
    boxes.forEach(function (box, i) {
      box.className = box.className.replace(" rolls", "") + (wide[i] ? " rolls" : "");
      if (wide[i]) { box.tabIndex = 0; } else { box.removeAttribute("tabindex"); }
    });
  }
  function refit() { if (!waiting) { waiting = setTimeout(fit, 60); } }
