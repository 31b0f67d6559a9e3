// Keeps several tabs of one browser together: logging out in one logs out all, logging in as somebody else reloads the others.
const place = "zhibu.account";

export const remember_account = (account: number): void => localStorage.setItem(place, String(account));
export const forget_account = (): void => localStorage.removeItem(place);
export const some_account = (): boolean => localStorage.getItem(place) !== null;

// Calls `signed_out` or `another` when a tab beside this one changes who is signed in.
export function follow_tabs(account: number | undefined, on: { signed_out: () => void; another: () => void }): void {
  window.addEventListener("storage", ({ key, newValue }) => {
    if (key !== place || newValue === (account === undefined ? null : String(account))) return;
    if (newValue === null) on.signed_out();
    else on.another();
  });
}
