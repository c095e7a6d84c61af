// Forms that send themselves when something is chosen.

/** Empty filters stay out of the address. */
export function leaveOutEmpty(fields: FormData): void {
  for (const [name, value] of [...fields]) if (value === "") fields.delete(name);
}

export function listenForSubmits(): void {
  document.addEventListener("change", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-sends-itself]");
    form?.requestSubmit();
  });
  document.addEventListener("formdata", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.matches("[data-sends-itself]")) leaveOutEmpty(event.formData);
  });
}
