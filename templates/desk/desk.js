(function () {
  function tooMuch(form, files) {
    var bytes = 0, i;
    for (i = 0; i < files.length; i += 1) { bytes += files[i].size; }
    return files.length > +form.getAttribute("data-files") || bytes > +form.getAttribute("data-bytes");
  }
  Array.prototype.forEach.call(document.querySelectorAll("form.drop"), function (form) {
    var input = form.querySelector("input[type=file]"), said = form.querySelector(".stop");
    function tell(sentence) { said.textContent = sentence; said.hidden = !sentence; }
    function over(event) { event.preventDefault(); form.className = "drop over"; }
    function out() { form.className = "drop"; }
    form.addEventListener("dragover", over);
    form.addEventListener("dragenter", over);
    form.addEventListener("dragleave", out);
    form.addEventListener("drop", function (event) {
      event.preventDefault();
      out();
      if (!event.dataTransfer.files.length) { return; }
      input.files = event.dataTransfer.files;
      form.querySelector("button.main").click();
    });
    form.addEventListener("submit", function (event) {
      if (tooMuch(form, input.files)) {
        event.preventDefault();
        tell("一次放得太多：至多 " + form.getAttribute("data-files") + " 个文件，合计不超过 " + form.getAttribute("data-bytes") / 1e6 + " MB。请分几次放。");
        return;
      }
      tell("正在检查 ……");
    });
  });
  // a file that misses the drop area must not take the place of the page
  ["dragover", "drop"].forEach(function (kind) {
    window.addEventListener(kind, function (event) { event.preventDefault(); });
  });
}());
