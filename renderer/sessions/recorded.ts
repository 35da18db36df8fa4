/** A time of recording as the list shows it. The server's own text stays in the tooltip. */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const dateTime = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)/;

/** `2017-10-23T22:07:58.1230000` → `23 Oct 2017 22:07:58`, in the session's own zone. What is no date stays as it is. */
export function recorded(text: string | null | undefined): string {
  const [, year, month, day, time] = dateTime.exec(text ?? '') ?? [];
  const name = months[Number(month) - 1];
  if (year === undefined || day === undefined || time === undefined || name === undefined) return text ?? '';
  return `${Number(day)} ${name} ${year} ${time}`;
}
