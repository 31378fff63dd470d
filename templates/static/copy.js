// Buttons that copy a text or the page's address. Without script they stay hidden, and the text can be marked by hand.

const addressOf = () => document.querySelector('link[rel="canonical"]')?.href ?? location.href.split("#")[0];

const textOf = (button) =>
  "copiesAddress" in button.dataset
    ? addressOf()
    : document.getElementById(button.dataset.copies).innerText.trim();

async function copy(button) {
  const label = button.textContent;
  await navigator.clipboard.writeText(textOf(button));
  button.textContent = button.dataset.done;
  setTimeout(() => (button.textContent = label), 2000);
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button.copy")) {
    button.setAttribute("aria-live", "polite");
    button.hidden = false;
    button.addEventListener("click", () => copy(button).catch(() => (button.hidden = true)));
  }
}
