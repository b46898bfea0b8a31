import { Button, Checkbox, Group, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState, type ReactElement } from "react";
import { api, dataOf } from "../../common/api.ts";
import { AREAS } from "../areas.ts";
import { useDraft, useNames, useTexts } from "../hooks.ts";
import { At, Fact, Facts, Failure, Loading, OnlyFor } from "../parts.tsx";

const useItem = (code: string) =>
  useQuery({
    queryKey: ["item", code],
    queryFn: async () => dataOf(await api.GET("/items/{code}", { params: { path: { code } } })),
  });
type Item = NonNullable<ReturnType<typeof useItem>["data"]>;

/** 材料清单, ticked off at the window; what is missing may come later, after one notice. */
const Application = ({ item }: { readonly item: Item }): ReactElement => {
  const texts = useTexts();
  const [key] = useState(() => crypto.randomUUID());
  const [name, setName] = useDraft(`apply.name ${item.code}`, "");
  const [phone, setPhone] = useDraft(`apply.phone ${item.code}`, "");
  const [brought, setBrought] = useDraft<readonly number[]>(`apply.brought ${item.code}`, []);
  const apply = useMutation({
    mutationFn: async () =>
      dataOf(
        await api.POST("/applications", {
          headers: { "Idempotency-Key": key },
          body: {
            item: item.code,
            channel: "window",
            reporter: { name, phone },
            materials: brought.map((index) => ({
              // The list counts from 1.
              material: index + 1,
              kind: item.materials[index]?.form ?? "original",
            })),
          },
        }),
      ),
  });
  const missing = item.materials.filter(
    ({ waivedWhen }, index) => waivedWhen === undefined && !brought.includes(index),
  );
  if (apply.data !== undefined)
    return (
      <div role="status">
        <p>{texts.applied}</p>
        <Facts>
          <Fact name={texts.trackingNumber}>
            <strong data-testid="application-number">{apply.data.trackingNumber}</strong>
          </Fact>
          {apply.data.dueAt !== undefined && (
            <Fact name={texts.due}>
              <At at={apply.data.dueAt} />
            </Fact>
          )}
        </Facts>
      </div>
    );
  return (
    <div className="stack no-print">
      <h3>{texts.apply}</h3>
      {item.materials.map((material, index) => (
        <Checkbox
          key={material.name}
          label={`${material.name} · ${texts.brought}`}
          checked={brought.includes(index)}
          onChange={(event) =>
            setBrought(event.currentTarget.checked ? [...brought, index] : brought.filter((one) => one !== index))
          }
        />
      ))}
      {missing.length > 0 && <p className="soon">{texts.missingMaterials(missing.length)}</p>}
      <Group grow>
        <TextInput label={texts.applyFor} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput
          label={texts.reporterPhone}
          value={phone}
          inputMode="tel"
          onChange={(event) => setPhone(event.currentTarget.value)}
        />
      </Group>
      <Failure error={apply.error} />
      <Button disabled={name === "" || phone === ""} loading={apply.isPending} onClick={() => apply.mutate()}>
        {texts.apply}
      </Button>
    </div>
  );
};

export const ItemView = ({ code }: { readonly code: string }): ReactElement => {
  const texts = useTexts();
  const names = useNames();
  const { data: item, error } = useItem(code);
  if (error !== null) return <Failure error={error} />;
  if (item === undefined) return <Loading />;
  return (
    <section className="panel stack" aria-label={item.name}>
      <h2>{item.name}</h2>
      {item.standIn && <p className="quiet">{texts.standIn}</p>}
      <Facts>
        <Fact name={texts.department}>{names.department(item.department)}</Fact>
        <Fact name={texts.limit}>{texts.limitOf(item.limit.amount, item.limit.kind)}</Fact>
        <Fact name={texts.fee}>{item.fee.fen === 0 ? texts.free : texts.yuan((item.fee.fen / 100).toFixed(2))}</Fact>
        <Fact name={texts.result}>{item.result}</Fact>
        <Fact name={texts.basis}>
          {item.basis.known ? item.basis.citations.map(({ title }) => title).join("; ") : texts.basisUnknown}
        </Fact>
      </Facts>
      <h3>{texts.materials}</h3>
      <table className="plain">
        <tbody>
          {item.materials.map(({ name, form, count, waivedWhen }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                {texts[form]} × {count}
              </td>
              <td className="quiet">{waivedWhen === undefined ? "" : texts.waived(waivedWhen)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{texts.steps}</h3>
      <ol>
        {item.steps.map(({ name, by }) => (
          <li key={name}>
            {name} <span className="quiet">{names.department(by)}</span>
          </li>
        ))}
      </ol>
      <OnlyFor roles={AREAS.window}>
        <Application item={item} />
      </OnlyFor>
    </section>
  );
};
