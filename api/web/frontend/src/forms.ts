// Forms that send themselves when something is chosen.

export function listenForSubmits(): void {
  document.addEventListener("change", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-sends-itself]");
    form?.requestSubmit();
  });
  // Empty filters stay out of the address.
  document.addEventListener("formdata", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-sends-itself]")) return;
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
}
