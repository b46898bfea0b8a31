/** Check digit of ISO/IEC 7064, MOD 11,10: finds every wrong digit and nearly every swapped pair. */
const checkDigit = (digits: string): number => {
  let product = 10;
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10 || 10;
    product = (2 * sum) % 11;
  }
  return (11 - product) % 10;
};

/** 受理编号: day, number of the day, check digit: `20171227-0000017-4`. To be read out on the phone. */
export const trackingNumber = (day: string, sequence: number): string => {
  const date = day.replaceAll("-", "");
  const number = String(sequence).padStart(7, "0");
  return `${date}-${number}-${String(checkDigit(date + number))}`;
};

/** True where the check digit fits. */
export const isTrackingNumber = (text: string): boolean => {
  const parts = /^(\d{8})-(\d{7,})-(\d)$/.exec(text);
  return parts !== null && checkDigit(`${parts[1] ?? ""}${parts[2] ?? ""}`) === Number(parts[3]);
};
