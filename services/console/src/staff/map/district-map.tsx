import "ol/ol.css";
import Feature, { type FeatureLike } from "ol/Feature";
import GeoJSON from "ol/format/GeoJSON";
import Point from "ol/geom/Point";
import VectorLayer from "ol/layer/Vector";
import OlMap from "ol/Map";
import { fromLonLat, toLonLat } from "ol/proj";
import VectorSource from "ol/source/Vector";
import { Circle, Fill, Stroke, Style, Text } from "ol/style";
import View from "ol/View";
import { useEffect, useRef, type ReactElement } from "react";
import type { Grids } from "../hooks.ts";
import type { LngLat, MapPoint } from "./points.ts";

interface Props {
  readonly grids: Grids;
  /** Colour of a grid's ground; absent: none. */
  readonly fillOf?: (grid: string) => string | undefined;
  readonly chosen?: string | undefined;
  readonly point?: LngLat | undefined;
  /** What moves; drawn apart from the ground, which stays as it is. */
  readonly points?: readonly MapPoint[];
  /** The grid under the pointer's click, where there is one, and the place. */
  readonly onPick: (grid: string | undefined, at: LngLat) => void;
  readonly label: string;
}

/** Below this the names of 748 grids would be one grey mass. */
const LABELS_FROM_ZOOM = 14.5;
const LINE = new Stroke({ color: "#868e96", width: 0.8 });
const CHOSEN_LINE = new Stroke({ color: "#d9480f", width: 3 });
const CLEAR = "rgba(255,255,255,0.01)";

const fills = new Map<string, Fill>();
const fillWith = (color: string): Fill => {
  const known = fills.get(color) ?? new Fill({ color });
  fills.set(color, known);
  return known;
};

const HALO = new Stroke({ color: "#fff", width: 3 });
const INK = new Fill({ color: "#212529" });
const MARK = new Style({
  image: new Circle({
    radius: 7,
    fill: new Fill({ color: "#d9480f" }),
    stroke: new Stroke({ color: "#fff", width: 2 }),
  }),
});

const dot = (color: string): Circle =>
  new Circle({ radius: 5, fill: new Fill({ color }), stroke: new Stroke({ color: "#fff", width: 1.5 }) });
const DOTS = { calm: dot("#1864ab"), alarmed: dot("#c92a2a") } as const;
const dots = new Map(Object.entries(DOTS).map(([tone, image]) => [tone, new Style({ image })]));

interface Drawn {
  readonly map: OlMap;
  readonly ground: VectorLayer;
  readonly marks: VectorSource;
  readonly points: VectorSource<Feature<Point>>;
}

/** Moves what is there, adds what is new, takes away what has gone. */
const move = (source: VectorSource<Feature<Point>>, points: readonly MapPoint[]): void => {
  const left = new Set(source.getFeatures());
  const fresh: Feature<Point>[] = [];
  for (const { id, name, lng, lat, isAlarmed = false } of points) {
    const at = fromLonLat([lng, lat]);
    const tone = isAlarmed ? "alarmed" : "calm";
    const known = source.getFeatureById(id);
    if (known === null) {
      const feature = new Feature({ geometry: new Point(at), name, tone });
      feature.setId(id);
      fresh.push(feature);
      continue;
    }
    left.delete(known);
    const geometry = known.getGeometry();
    const [x, y] = geometry?.getCoordinates() ?? [];
    if (x !== at[0] || y !== at[1]) geometry?.setCoordinates(at);
    if (known.get("tone") !== tone || known.get("name") !== name) known.setProperties({ tone, name });
  }
  source.removeFeatures([...left]);
  source.addFeatures(fresh);
};

/**
 * The district as its grids, on a canvas without a map behind it: it needs nobody's server. `data-drawn` says how many grids were
 * drawn in the last complete picture, `data-points` how many points, `data-moves` how often they were drawn anew.
 */
export const DistrictMap = ({ grids, fillOf, chosen, point, points, onPick, label }: Props): ReactElement => {
  const target = useRef<HTMLDivElement>(null);
  const drawn = useRef<Drawn>(undefined);
  const latest = useRef({ fillOf, chosen, onPick });
  latest.current = { fillOf, chosen, onPick };

  useEffect(() => {
    const element = target.current;
    if (element === null) return;
    const features = new GeoJSON().readFeatures(grids, { featureProjection: "EPSG:3857" });
    const source = new VectorSource({ features });
    const view = new View({ maxZoom: 19 });
    const styleOf = (feature: FeatureLike, resolution: number): Style => {
      const code = String(feature.get("code"));
      const isChosen = code === latest.current.chosen;
      const isClose = (view.getZoomForResolution(resolution) ?? 0) >= LABELS_FROM_ZOOM;
      return new Style({
        fill: fillWith(latest.current.fillOf?.(code) ?? CLEAR),
        stroke: isChosen ? CHOSEN_LINE : LINE,
        zIndex: isChosen ? 1 : 0,
        ...(isClose
          ? { text: new Text({ text: String(feature.get("name")), overflow: true, stroke: HALO, fill: INK }) }
          : {}),
      });
    };
    const ground = new VectorLayer({ source, style: styleOf });
    const marks = new VectorSource();
    const moving = new VectorSource<Feature<Point>>();
    const movingStyle = (feature: FeatureLike, resolution: number): Style | undefined => {
      const style = dots.get(String(feature.get("tone")));
      const isClose = (view.getZoomForResolution(resolution) ?? 0) >= LABELS_FROM_ZOOM;
      if (!isClose || style === undefined) return style;
      const named = style.clone();
      named.setText(new Text({ text: String(feature.get("name")), offsetY: -14, stroke: HALO, fill: INK }));
      return named;
    };
    const map = new OlMap({
      target: element,
      layers: [
        ground,
        new VectorLayer({ source: moving, style: movingStyle }),
        new VectorLayer({ source: marks, style: MARK }),
      ],
      view,
    });
    const fit = (): void => {
      const extent = source.getExtent();
      if (extent !== null && features.length > 0) view.fit(extent, { padding: [8, 8, 8, 8] });
    };
    fit();
    map.on("click", ({ coordinate }) => {
      const [lng = 0, lat = 0] = toLonLat(coordinate);
      const [under] = source.getFeaturesAtCoordinate(coordinate);
      latest.current.onPick(under === undefined ? undefined : String(under.get("code")), { lng, lat });
    });
    map.on("rendercomplete", () => {
      const extent = view.calculateExtent(map.getSize());
      element.dataset["drawn"] = String(source.getFeaturesInExtent(extent).length);
    });
    drawn.current = { map, ground, marks, points: moving };
    return () => {
      drawn.current = undefined;
      map.setTarget(undefined);
      map.dispose();
    };
  }, [grids]);

  useEffect(() => drawn.current?.ground.changed(), [fillOf, chosen]);

  useEffect(() => {
    const { current } = drawn;
    if (current === undefined) return;
    current.marks.clear();
    if (point === undefined) return;
    current.marks.addFeature(new Feature(new Point(fromLonLat([point.lng, point.lat]))));
  }, [point, grids]);

  useEffect(() => {
    const { current } = drawn;
    const element = target.current;
    if (current === undefined || element === null || points === undefined) return;
    move(current.points, points);
    current.map.once("postrender", () => {
      element.dataset["points"] = String(points.length);
      element.dataset["moves"] = String(Number(element.dataset["moves"] ?? 0) + 1);
    });
    current.map.render();
  }, [points, grids]);

  return <div ref={target} className="map" role="application" aria-label={label} tabIndex={0} data-testid="map" />;
};
