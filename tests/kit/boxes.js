/* Measures one page as a reader has it on the screen, every panel open: what is beyond the screen, cut, or over something else. */
function measured(view) {
  var doc = view.document, wide = doc.documentElement.clientWidth, faults = [], words = [];
  var each = Array.prototype.forEach;
  each.call(doc.querySelectorAll("details"), function (panel) { panel.open = true; });
  if (view.onresize) { view.onresize(); }
  function said(text) { return text.replace(/\s+/g, " ").replace(/^ | $/g, "").slice(0, 24); }
  function fault(kind, text) { faults.push(kind + "：" + said(text)); }
  function style(element) { return view.getComputedStyle(element); }
  function scroller(element) {
    for (var at = element; at && at !== doc.body; at = at.parentElement) {
      if (/auto|scroll/.test(style(at).overflowX)) { return at; }
    }
    return null;
  }
  // said to those who listen, shown to nobody
  function unseen(element) {
    for (var at = element; at && at !== doc.body; at = at.parentElement) {
      if (style(at).visibility === "hidden" || style(at).clipPath === "inset(50%)") { return true; }
    }
    return false;
  }
  function cell(element) {
    for (var at = element; at && at !== doc.body; at = at.parentElement) {
      if (at.nodeName === "svg" || /^(table-cell|block|flex|grid|list-item|inline-block|table-caption)$/.test(style(at).display)) { return at; }
    }
    return doc.body;
  }
  if (doc.documentElement.scrollWidth > wide) { fault("比屏幕宽", String(doc.documentElement.scrollWidth)); }
  each.call(doc.querySelectorAll("body *"), function (element) {
    var look = style(element);
    if (/auto|scroll/.test(look.overflowX) && element.scrollWidth > element.clientWidth + 1) {
      if (look.backgroundImage.indexOf("gradient") < 0) { fault("可滑动而没有提示", element.textContent); }
      if (element.tabIndex < 0) { fault("键盘滑不动", element.textContent); }
    } else if (/hidden|clip/.test(look.overflowX) && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1) {
      fault("截去", element.textContent);
    }
  });
  var walk = doc.createTreeWalker(doc.body, 4), node, range = doc.createRange();
  while ((node = walk.nextNode())) {
    var parent = node.parentElement;
    if (!said(node.data) || /^(SCRIPT|STYLE|title|desc|OPTION)$/.test(parent.nodeName) || unseen(parent)) { continue; }
    range.selectNodeContents(node);
    // A wide space at the end of a line hangs over it unseen.
    var hang = 2 + (node.data.indexOf("\u3000") < 0 ? 0 : parseFloat(style(parent).fontSize));
    var box = cell(parent), edge = box.getBoundingClientRect(), roll = scroller(parent);
    each.call(range.getClientRects(), function (rect) {
      if (rect.width < 1 || rect.height < 1) { return; }
      if (!roll && (rect.right > wide + 1 || rect.left < -1)) { fault("屏幕以外", node.data); }
      if (rect.right > edge.right + hang || rect.left < edge.left - 2 || (box.nodeName === "svg" && (rect.bottom > edge.bottom + 2 || rect.top < edge.top - 2))) {
        fault("出格", node.data);
      }
      var trim = rect.height * 0.2;
      words.push({ left: rect.left + 1, right: rect.right - 1, top: rect.top + trim, bottom: rect.bottom - trim, text: node.data });
    });
  }
  words.sort(function (a, b) { return a.top - b.top; });
  words.forEach(function (a, at) {
    for (var i = at + 1; i < words.length && words[i].top < a.bottom; i++) {
      var b = words[i];
      if (a.left < b.right && b.left < a.right) { fault("重叠", said(a.text) + " × " + b.text); }
    }
  });
  return faults;
}
