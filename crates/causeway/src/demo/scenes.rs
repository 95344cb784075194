//! The pictures of the demo's videos: small worlds, painted pixel by pixel, so that no material of others is needed.

use std::f32::consts::{PI, TAU};

/// Red, green and blue, each 0 to 1.
type Colour = [f32; 3];

/// What is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scene {
    Sea,
    Aurora,
    Snow,
    City,
    Lamp,
    Tunnel,
    Kaleidoscope,
    Rain,
    Fireworks,
    Train,
    Balls,
    Fish,
    Dunes,
    Flower,
    Candle,
    Bamboo,
}

/// Width and height of a picture; the video is larger.
pub const SIZE: (usize, usize) = (216, 384);
/// Pictures a second.
pub const RATE: usize = 24;

/// Where and when: `x` 0 to [`WIDE`], `y` 0 (top) to 1, `t` in seconds, `s` what tells one video of a scene from another.
#[derive(Clone, Copy)]
struct At {
    x: f32,
    y: f32,
    t: f32,
    s: f32,
}

const WIDE: f32 = 0.5625;

/// One picture: three bytes a pixel, line by line.
pub fn picture(scene: Scene, seed: u8, frame: usize) -> Vec<u8> {
    let (width, height) = SIZE;
    let t = frame as f32 / RATE as f32;
    let mut bytes = Vec::with_capacity(width * height * 3);
    for line in 0..height {
        for column in 0..width {
            let at = At {
                x: column as f32 / height as f32,
                y: line as f32 / height as f32,
                t,
                s: f32::from(seed),
            };
            bytes.extend(paint(scene, at).map(|v| (v.clamp(0.0, 1.0) * 255.0) as u8));
        }
    }
    bytes
}

fn paint(scene: Scene, at: At) -> Colour {
    match scene {
        Scene::Sea => sea(at),
        Scene::Aurora => aurora(at),
        Scene::Snow => snow(at),
        Scene::City => city(at),
        Scene::Lamp => lamp(at),
        Scene::Tunnel => tunnel(at),
        Scene::Kaleidoscope => kaleidoscope(at),
        Scene::Rain => rain(at),
        Scene::Fireworks => fireworks(at),
        Scene::Train => train(at),
        Scene::Balls => balls(at),
        Scene::Fish => fish(at),
        Scene::Dunes => dunes(at),
        Scene::Flower => flower(at),
        Scene::Candle => candle(at),
        Scene::Bamboo => bamboo(at),
    }
}

/// A low sun over the water, and a sail that crosses.
fn sea(At { x, y, t, s }: At) -> Colour {
    let (high, low) = (hue(0.62 + s * 0.13, 0.55), hue(0.04 + s * 0.05, 0.75));
    let sun = (WIDE * 0.5, 0.44 + 0.01 * t);
    let sky = |y: f32| mix(mix(high, [0.05, 0.06, 0.2], 0.5), low, smooth(0.0, 0.55, y));
    let horizon = 0.55;
    let (boat, deck) = (0.05 + 0.05 * t, horizon + 0.012 * (t * 1.6).sin());
    let sail = y < deck && y > deck - 0.11 && (x - boat).abs() < (y - deck + 0.11) * 0.28;
    let hull = y >= deck && y < deck + 0.022 && (x - boat).abs() < 0.055 - (y - deck);
    if sail || hull {
        return if sail {
            [0.97, 0.94, 0.86]
        } else {
            [0.25, 0.12, 0.1]
        };
    }
    if y < horizon {
        let d = distance((x, y), sun);
        let glow = (-d * 7.0).exp();
        let disc = smooth(0.1, 0.094, d);
        let cloud = 0.25 * smooth(0.5, 0.8, fbm(x * 5.0 + t * 0.1 + s, y * 16.0));
        return add(
            mix(sky(y), [1.0, 0.92, 0.7], disc.max(glow * 0.7)),
            cloud * (1.0 - y),
        );
    }
    let depth = (y - horizon) / (1.0 - horizon);
    let ripple = fbm(
        x * 9.0 / (depth + 0.12) + t * 0.6,
        34.0 * depth.powf(0.45) - t * 1.3 + s,
    );
    let glitter = smooth(0.52, 0.75, ripple) * (-(x - sun.0).abs() * 6.0 / (depth + 0.35)).exp();
    let water = mix(
        sky(1.1 * horizon - 0.5 * depth),
        [0.02, 0.1, 0.2],
        0.45 + 0.35 * depth,
    );
    mix(add(water, 0.09 * ripple - 0.04), [1.0, 0.86, 0.6], glitter)
}

/// Curtains of light over mountains.
fn aurora(At { x, y, t, s }: At) -> Colour {
    let ridge = 0.74 - 0.16 * fbm(x * 5.0 + s * 9.0, s);
    if y > ridge {
        return mix([0.03, 0.05, 0.1], [0.08, 0.12, 0.2], smooth(ridge, 1.0, y));
    }
    let mut colour = add(
        mix([0.01, 0.02, 0.07], [0.04, 0.08, 0.17], y),
        star(x, y, t, 90.0),
    );
    for layer in 0..3 {
        let l = layer as f32;
        let foot = 0.5 + 0.12 * (x * 7.0 + t * 0.5 + l * 2.0 + s).sin() - l * 0.1;
        let rays = fbm(x * 22.0 + 0.8 * t + l * 7.0 + s, l + t * 0.2);
        let light = smooth(foot - 0.42, foot, y) * smooth(foot + 0.03, foot, y) * rays * 1.1;
        let tint = hue(0.38 + 0.1 * l + 0.09 * s + 0.2 * (foot - y), 0.75);
        colour = [0, 1, 2].map(|i| colour[i] + tint[i] * light);
    }
    colour
}

/// Flakes in three depths over hills with a lit house.
fn snow(At { x, y, t, s }: At) -> Colour {
    let mut colour = mix(
        hue(0.62 + 0.06 * s, 0.35),
        [0.75, 0.78, 0.9],
        smooth(0.0, 0.8, y),
    );
    colour = colour.map(|c| c * 0.8);
    for layer in 0..3 {
        let l = layer as f32;
        let top = 0.6 + 0.11 * l + 0.05 * (x * (9.0 - 2.0 * l) + l * 2.0 + s).sin();
        if y > top {
            colour = mix(
                [0.62, 0.68, 0.84],
                [0.95, 0.97, 1.0],
                0.35 * l + smooth(top, top + 0.12, y) * 0.3,
            );
        }
    }
    let (hx, hy) = (x - 0.2 - 0.03 * s, y - 0.69);
    if hx.abs() < 0.06 && (0.0..0.08).contains(&hy) {
        let window = (hx.abs() - 0.028).abs() < 0.014 && (hy - 0.035).abs() < 0.018;
        colour = if window {
            add([1.0, 0.8, 0.4], 0.05 * (t * 5.0).sin())
        } else {
            [0.32, 0.2, 0.2]
        };
    } else if hy < 0.0 && hy > -0.05 && hx.abs() < 0.075 + hy * 1.2 {
        colour = [0.96, 0.97, 1.0];
    }
    for layer in 1..4 {
        let size = layer as f32;
        let (cx, cy) = (
            x * 26.0 / size + (t * 0.5 + size).sin() * 0.3,
            y * 26.0 / size - t * (2.2 - 0.3 * size),
        );
        let (dx, dy) = (
            hash(cx.floor(), cy.floor() + s),
            hash(cy.floor() + 7.0, cx.floor()),
        );
        let d = distance(
            (cx.fract().abs(), cy - cy.floor()),
            (0.2 + 0.6 * dx, 0.2 + 0.6 * dy),
        );
        colour = mix(colour, [1.0; 3], 0.85 * smooth(0.13, 0.05, d));
    }
    colour
}

/// Towers at night; some windows go out, a plane crosses.
fn city(At { x, y, t, s }: At) -> Colour {
    let moon = distance((x, y), (0.42 - 0.05 * s, 0.17));
    let night = mix(
        [0.02, 0.03, 0.1],
        hue(0.75 + 0.1 * s, 0.4).map(|c| c * 0.6),
        smooth(0.1, 0.9, y),
    );
    let mut colour = add(night, star(x, y, t, 110.0) * smooth(0.6, 0.2, y));
    colour = mix(
        colour,
        [0.98, 0.95, 0.82],
        smooth(0.06, 0.055, moon).max((-moon * 13.0).exp() * 0.5),
    );
    let plane = distance((x, y), (t * 0.12, 0.3 - 0.012 * t));
    colour = add(
        colour,
        smooth(0.006, 0.002, plane) * (0.4 + 0.6 * step((t * 3.0).fract(), 0.3)),
    );
    for row in 0..3 {
        let r = row as f32;
        let wide = 0.11 - 0.02 * r;
        let shift = x + r * 0.05 + t * 0.004 * (r + 1.0);
        let tower = (shift / wide).floor();
        let top = 0.86 - (0.15 + 0.36 * hash(tower, r + s)) * (1.1 - 0.22 * r);
        if y > top {
            colour = mix([0.05, 0.06, 0.13], [0.09, 0.09, 0.18], 1.0 - r * 0.45);
            let (wx, wy) = (((shift / wide).fract() * 5.0), (y - top) * 46.0);
            let lit = hash(tower * 31.0 + wx.floor() + s, wy.floor() + r * 9.0);
            let awake = step((lit * 17.0 + t * 0.12).fract(), 0.45);
            if wx.fract() > 0.35 && wy.fract() > 0.4 && wx > 0.4 && wy > 1.0 {
                let warm = mix([1.0, 0.78, 0.36], [0.6, 0.85, 1.0], step(0.8, lit));
                colour = mix(colour, warm, awake * (0.4 + 0.3 * r));
            }
        }
    }
    colour
}

/// Drops that rise, join and part.
fn lamp(At { x, y, t, s }: At) -> Colour {
    let mut field = 0.0;
    for drop in 0..7 {
        let d = drop as f32;
        let px = WIDE * (0.5 + 0.3 * (t * (0.23 + 0.05 * d) + d * 2.4 + s).sin());
        let py = 0.5 + 0.42 * (t * (0.33 + 0.04 * d) + d * 1.7 + s * 2.0).cos();
        field += (0.05 + 0.012 * (d % 3.0)).powi(2) / (distance((x, y), (px, py)).powi(2) + 1e-4);
    }
    let ground = mix(hue(0.72 + s * 0.19, 0.75), hue(0.9 + s * 0.19, 0.8), y).map(|c| c * 0.42);
    let drop = mix(
        hue(0.02 + s * 0.19, 0.8),
        hue(0.13 + s * 0.19, 0.8),
        smooth(0.0, 1.0, y),
    );
    let body = mix(ground, drop, smooth(0.85, 1.1, field));
    mix(body, [1.0, 0.97, 0.9], 0.4 * smooth(1.4, 4.5, field))
}

/// A flight through rings.
fn tunnel(At { x, y, t, s }: At) -> Colour {
    let (dx, dy) = (
        x - WIDE * 0.5 - 0.06 * (t * 0.9).sin(),
        y - 0.5 - 0.05 * (t * 0.7).cos(),
    );
    let r = (dx * dx + dy * dy).sqrt().max(0.004);
    let (depth, angle) = (0.16 / r + t * 1.4, dy.atan2(dx) / TAU + 0.05 * t);
    let tile =
        step(0.12, (depth * 2.0).fract()) * step(0.1, (angle * 12.0 + depth.floor() * 0.5).fract());
    let tint = hue(0.1 * s + 0.07 * depth.floor() + 0.02 * t, 0.7);
    let fog = smooth(0.0, 0.28, r);
    let edge = mix([0.02, 0.02, 0.06], tint, 0.35 + 0.65 * tile);
    add(edge.map(|c| c * fog), 0.35 * (-r * 26.0).exp())
}

/// Six mirrors.
fn kaleidoscope(At { x, y, t, s }: At) -> Colour {
    let (dx, dy) = (x - WIDE * 0.5, y - 0.5);
    let r = (dx * dx + dy * dy).sqrt();
    let slice = TAU / 6.0;
    let a = ((dy.atan2(dx) + t * 0.15).rem_euclid(slice) - slice * 0.5).abs();
    let (px, py) = (
        r * a.cos() * 5.0 + t * 0.2 + s,
        r * a.sin() * 5.0 - t * 0.12,
    );
    let v = fbm(px + fbm(py, px), py * 1.7 + s);
    let w = fbm(py * 2.0 - t * 0.1, px * 2.0);
    let glass = hue(v * 1.3 + 0.17 * s + r * 0.5, 0.75);
    mix(
        glass,
        [0.04, 0.03, 0.1],
        smooth(0.46, 0.5, w) * smooth(0.56, 0.52, w),
    )
}

/// Lights behind a wet window.
fn rain(At { x, y, t, s }: At) -> Colour {
    let lane = (x * 34.0).floor();
    let speed = 0.25 + 0.5 * hash(lane, s);
    let fall = (y - t * speed + hash(lane, 3.0)).rem_euclid(1.0);
    let streak = smooth(0.0, 0.2, fall) * smooth(0.24, 0.2, fall) * step(0.55, hash(lane, 8.0 + s));
    let (bx, by) = (x + 0.02 * streak, y - 0.03 * streak);
    let mut colour = mix([0.05, 0.07, 0.13], [0.12, 0.11, 0.2], by);
    for light in 0..12 {
        let l = light as f32;
        let place = (WIDE * hash(l, s), 0.15 + 0.75 * hash(l + 20.0, s));
        let sway = 0.008 * (t * 0.6 + l).sin();
        let d = distance((bx, by), (place.0 + sway, place.1));
        let size = 0.035 + 0.05 * hash(l + 40.0, s);
        let tint = hue(
            0.02 + 0.16 * hash(l + 60.0, s) + 0.45 * step(0.7, hash(l + 80.0, s)),
            0.75,
        );
        let on = smooth(size, size * 0.8, d) * (0.5 + 0.15 * (t + l).sin());
        colour = [0, 1, 2].map(|i| colour[i] + tint[i] * on);
    }
    add(colour, 0.16 * streak)
}

/// Bursts over a bay.
fn fireworks(At { x, y, t, s }: At) -> Colour {
    let water = 0.8;
    let (y, dim) = if y > water {
        (2.0 * water - y + 0.006 * (y * 160.0 + t * 5.0).sin(), 0.35)
    } else {
        (y, 1.0)
    };
    let mut colour = add(
        mix([0.01, 0.01, 0.05], [0.07, 0.05, 0.16], y),
        0.6 * star(x, y, t * 0.2, 90.0),
    );
    for burst in 0..6 {
        let b = burst as f32;
        let turn = ((t + b * 0.55 + s) / 2.6).floor();
        let age = (t + b * 0.55 + s) - turn * 2.6;
        let centre = (
            WIDE * (0.2 + 0.6 * hash(b + turn, s)),
            0.14 + 0.34 * hash(b, turn + s) + 0.02 * age * age,
        );
        let (dx, dy) = (x - centre.0, y - centre.1);
        let (r, spoke) = (
            (dx * dx + dy * dy).sqrt(),
            (dy.atan2(dx) / TAU * 28.0 + b).rem_euclid(1.0),
        );
        let front = 0.24 * (1.0 - (-age * 2.2).exp());
        let spark = smooth(0.5, 0.0, (spoke - 0.5).abs()).powi(3)
            * smooth(front - 0.08, front, r)
            * smooth(front + 0.012, front, r);
        let tint = hue(0.13 * b + 0.3 * turn + s * 0.1, 0.7);
        let fade = (1.0 - age / 2.6).max(0.0) * 1.8;
        colour = [0, 1, 2].map(|i| colour[i] + tint[i] * spark * fade);
    }
    colour.map(|c| c * dim)
}

/// Hills that pass a window, the near ones faster.
fn train(At { x, y, t, s }: At) -> Colour {
    let mut colour = mix(
        hue(0.57 + 0.12 * s, 0.45),
        [1.0, 0.93, 0.8],
        smooth(0.0, 0.6, y),
    );
    let sun = distance((x, y), (0.15 + 0.05 * s, 0.2));
    colour = mix(colour, [1.0, 0.97, 0.85], smooth(0.07, 0.065, sun));
    for layer in 0..5 {
        let l = layer as f32;
        let px = x * (2.2 + l) + t * (0.08 + 0.14 * l * l * 0.5) + l * 5.0 + s * 3.0;
        let top = 0.4 + 0.11 * l - 0.1 * fbm(px, l + s);
        if y > top {
            let near = l / 4.0;
            colour = mix(
                [0.62, 0.72, 0.78],
                hue(0.3 + 0.05 * s, 0.6).map(|c| c * 0.42),
                near,
            );
            colour = add(colour, 0.06 * smooth(top + 0.03, top, y));
        }
    }
    let pole = (x - 0.7 + t * 0.9).rem_euclid(1.6);
    if pole < 0.012 && y > 0.2 {
        colour = [0.2, 0.16, 0.15];
    }
    let (fx, fy) = ((x - WIDE * 0.5).abs(), (y - 0.5).abs());
    let frame = smooth(0.262, 0.266, fx).max(smooth(0.475, 0.479, fy));
    mix(colour, [0.13, 0.1, 0.1], frame)
}

/// Balls that jump, each at its own pace.
fn balls(At { x, y, t, s }: At) -> Colour {
    let floor = 0.82;
    let wall = hue(0.5 + 0.15 * s, 0.3).map(|c| c * (0.85 - 0.25 * y));
    let mut colour = if y > floor {
        wall.map(|c| c * 0.78)
    } else {
        wall
    };
    for ball in 0..5 {
        let b = ball as f32;
        let pace = 1.1 + 0.17 * hash(b, s);
        let phase = (t / pace + hash(b + 9.0, s)).rem_euclid(1.0);
        let r = 0.042 + 0.014 * hash(b + 4.0, s);
        let centre = (
            WIDE * (b + 0.5) / 5.0,
            floor - r - (0.25 + 0.3 * hash(b + 2.0, s)) * 4.0 * phase * (1.0 - phase),
        );
        let shadow =
            distance((x, (y - floor) * 3.5), (centre.0, 0.04)) / (r * (1.6 - (floor - centre.1)));
        if y > floor {
            colour = colour.map(|c| c * (0.55 + 0.45 * smooth(0.5, 1.0, shadow)));
        }
        let d = distance((x, y), centre);
        if d < r {
            let light = (1.0
                - distance((x, y), (centre.0 - r * 0.35, centre.1 - r * 0.4)) / (r * 1.6))
                .max(0.0);
            colour = mix(
                hue(b * 0.19 + s * 0.07, 0.75).map(|c| c * 0.55),
                [1.0; 3],
                light * 0.9,
            );
        }
    }
    colour
}

/// A school under rays of light.
fn fish(At { x, y, t, s }: At) -> Colour {
    let rays = smooth(
        0.5,
        0.85,
        fbm((x + y * 0.35) * 7.0 + t * 0.25, t * 0.12 + s),
    ) * (1.0 - y);
    let mut colour = add(
        mix(
            hue(0.5 + 0.03 * s, 0.7),
            [0.01, 0.08, 0.22],
            smooth(-0.1, 0.9, y),
        ),
        0.22 * rays,
    );
    for one in 0..14 {
        let f = one as f32;
        let speed = 0.06 + 0.07 * hash(f, s);
        let px = (hash(f + 3.0, s) + t * speed).rem_euclid(1.3) * 0.75 - 0.12;
        let py = 0.14 + 0.72 * hash(f + 7.0, s) + 0.02 * (t * 1.4 + f).sin();
        let size = 0.022 + 0.02 * hash(f + 5.0, s);
        let (dx, dy) = ((x - px) / size, (y - py) / size);
        let wag = 0.25 * (t * 9.0 + f * 2.0).sin() * (dx.min(0.0)).abs();
        let body = dx * dx * 0.35 + (dy - wag).powi(2) * 1.8 < 1.0;
        let tail = (-2.7..-1.3).contains(&dx) && (dy - wag).abs() < (-dx - 1.2) * 0.75;
        if body || tail {
            let stripe = step(0.0, (dx * 5.0 + f).sin());
            colour = mix(
                hue(0.06 + 0.1 * s + 0.08 * hash(f, 1.0), 0.8),
                [1.0, 0.97, 0.9],
                0.75 * stripe * step(0.4, hash(f, 2.0)),
            );
            if distance((dx, dy), (1.0, -0.15)) < 0.22 {
                colour = [0.02, 0.02, 0.05];
            }
        }
    }
    let bubble = (x * 9.0).floor();
    let rise = (y + t * 0.2 + hash(bubble, s)).rem_euclid(1.0);
    let ring = distance(
        (((x * 9.0).fract() - 0.5) / 9.0, rise - 0.5),
        (0.01 * (t * 3.0).sin(), 0.0),
    );
    add(
        colour,
        0.35 * smooth(0.012, 0.009, ring)
            * smooth(0.005, 0.008, ring)
            * step(0.5, hash(bubble, s + 5.0)),
    )
}

/// Sand under a large sun; the wind draws lines.
fn dunes(At { x, y, t, s }: At) -> Colour {
    let sun = distance((x, y), (WIDE * 0.55, 0.27));
    let mut colour = mix(
        hue(0.02 + 0.13 * s, 0.5),
        [1.0, 0.9, 0.72],
        smooth(0.0, 0.6, y),
    );
    colour = mix(
        colour,
        [1.0, 0.98, 0.9],
        smooth(0.115, 0.11, sun).max(0.5 * (-sun * 8.0).exp()),
    );
    for layer in 0..4 {
        let l = layer as f32;
        let top = 0.45
            + 0.13 * l
            + 0.06 * ((x * (6.0 - l)) + l * 2.3 + s * 1.3 + 0.02 * t).sin()
            + 0.02 * (x * 13.0 + l).sin();
        if y > top {
            let lines =
                0.5 + 0.5 * ((y - top) * 150.0 + 6.0 * fbm(x * 6.0 + t * 0.25, l + y * 3.0)).sin();
            let sand = mix(
                hue(0.05 + 0.05 * s, 0.55),
                hue(0.01 + 0.05 * s, 0.6).map(|c| c * 0.5),
                smooth(top, top + 0.3, y),
            );
            colour = add(sand, 0.05 * lines - 0.05 * l);
        }
    }
    colour
}

/// Petals that open and turn.
fn flower(At { x, y, t, s }: At) -> Colour {
    let (dx, dy) = (x - WIDE * 0.5, y - 0.46);
    let (r, a) = ((dx * dx + dy * dy).sqrt(), dy.atan2(dx));
    let mut colour = mix(
        hue(0.35 + 0.1 * s, 0.3),
        hue(0.45 + 0.1 * s, 0.45).map(|c| c * 0.5),
        y,
    );
    if dx.abs() < 0.008 + 0.004 * (y * 30.0).sin() && dy > 0.0 {
        colour = [0.16, 0.4, 0.2];
    }
    let petals = 5.0 + (s % 3.0);
    for ring in 0..4 {
        let l = ring as f32;
        let open = (0.24 - 0.05 * l) * (0.82 + 0.18 * (t * 0.9 - l * 0.5).sin());
        let turn = a + 0.25 * t * if ring % 2 == 0 { 1.0 } else { -1.0 } + l;
        let edge = open * (0.55 + 0.45 * (turn * petals * 0.5).cos().abs().powf(0.6));
        if r < edge {
            colour = mix(
                hue(0.92 + 0.17 * s - 0.03 * l, 0.7),
                [1.0, 0.93, 0.95],
                (1.0 - r / edge) * 0.5 + 0.1 * l,
            );
            colour = colour.map(|c| c * (0.72 + 0.28 * smooth(edge, edge * 0.7, r)));
        }
    }
    let dots = step(0.35, ((a * 9.0).sin() * (r * 420.0).sin()).abs());
    if r < 0.038 {
        mix([0.72, 0.42, 0.05], [1.0, 0.84, 0.3], dots)
    } else {
        colour
    }
}

/// A flame in the dark.
fn candle(At { x, y, t, s }: At) -> Colour {
    let sway = 0.012 * (t * 4.3 + s).sin() + 0.03 * (fbm(t * 1.7, s) - 0.5);
    let (dx, dy) = (x - WIDE * 0.5, y - 0.5);
    let rise = ((0.62 - y) / 0.26).clamp(0.0, 1.0);
    let bent = dx - sway * rise * rise * 2.0;
    let glow =
        (-distance((bent, dy * 0.8), (0.0, 0.0)) * 5.0).exp() * (0.85 + 0.15 * fbm(t * 3.0, s));
    let mut colour = [0.09, 0.04, 0.06].map(|c| c + glow * 0.1);
    colour = mix(colour, hue(0.07 + 0.02 * s, 0.8), glow * 0.75);
    if y > 0.62 && dx.abs() < 0.075 {
        let shade = (1.0 - (dx / 0.075).powi(2)).max(0.0).sqrt();
        colour = mix(
            [0.3, 0.1, 0.08],
            hue(0.08 + 0.2 * s, 0.35),
            0.3 + 0.5 * shade * smooth(1.1, 0.6, y),
        );
    }
    if dx.abs() < 0.004 && (0.595..0.625).contains(&y) {
        colour = [0.1, 0.05, 0.04];
    }
    let width = 0.052 * (rise * PI).sin().max(0.0).powf(0.8) * (1.0 - 0.45 * rise);
    let flame = smooth(width, width * 0.35, bent.abs()) * step(0.001, rise) * step(rise, 0.999);
    mix(
        colour,
        mix(
            [1.0, 0.55, 0.12],
            [1.0, 0.97, 0.8],
            smooth(width * 0.8, 0.0, bent.abs()),
        ),
        flame,
    )
}

/// Stems in a wind, leaves that fall.
fn bamboo(At { x, y, t, s }: At) -> Colour {
    let mut colour = mix(
        [0.86, 0.95, 0.82],
        hue(0.33 + 0.04 * s, 0.4),
        smooth(0.0, 1.0, y),
    );
    colour = add(colour, 0.12 * fbm(x * 4.0 + t * 0.1, y * 4.0) - 0.05);
    for stem in 0..9 {
        let n = stem as f32;
        let near = hash(n, s);
        let lean = 0.02 * (t * 0.8 + n).sin() * (1.0 - y) * (1.0 - y);
        let middle = WIDE * (n + 0.25 + 0.5 * hash(n + 3.0, s)) / 9.0 + lean;
        let wide = 0.006 + 0.011 * near;
        if (x - middle).abs() < wide {
            let knot = step(((y + hash(n + 5.0, s)) * 6.0).fract(), 0.035);
            let round = 1.0 - ((x - middle) / wide).powi(2);
            let green = mix([0.45, 0.68, 0.42], [0.1, 0.36, 0.17], near);
            colour = add(green.map(|c| c * (0.6 + 0.5 * round)), 0.14 * knot);
        }
    }
    for leaf in 0..10 {
        let n = leaf as f32;
        let py = (hash(n, s + 2.0) + t * (0.05 + 0.05 * hash(n, 4.0))).rem_euclid(1.1);
        let px = WIDE * hash(n + 9.0, s) + 0.05 * (t * 1.1 + n).sin();
        let (sin, cos) = (t * 0.9 + n).sin_cos();
        let (dx, dy) = (
            (x - px) * cos + (y - py) * sin,
            (y - py) * cos - (x - px) * sin,
        );
        if dx.abs() / 0.03 + dy.abs() / 0.007 < 1.0 {
            colour = mix([0.3, 0.55, 0.2], [0.75, 0.72, 0.25], hash(n, s + 8.0));
        }
    }
    colour
}

fn mix(a: Colour, b: Colour, share: f32) -> Colour {
    let share = share.clamp(0.0, 1.0);
    [0, 1, 2].map(|i| a[i] + (b[i] - a[i]) * share)
}

fn add(colour: Colour, light: f32) -> Colour {
    colour.map(|c| c + light)
}

/// A colour of the wheel; `strength` 0 is white.
fn hue(turn: f32, strength: f32) -> Colour {
    [0.0, 0.333, 0.667].map(|phase| {
        let wave = 0.5 + 0.5 * ((turn - phase) * TAU).cos();
        1.0 - strength + strength * wave
    })
}

/// 0 below `from`, 1 above `to`, smooth between; also from the larger to the smaller.
fn smooth(from: f32, to: f32, v: f32) -> f32 {
    let share = ((v - from) / (to - from)).clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

/// 1 where `v` is at least `edge`.
fn step(edge: f32, v: f32) -> f32 {
    if v >= edge { 1.0 } else { 0.0 }
}

fn distance(a: (f32, f32), b: (f32, f32)) -> f32 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

/// A number between 0 and 1 that looks like chance and is always the same.
fn hash(a: f32, b: f32) -> f32 {
    ((a * 12.9898 + b * 78.233).sin() * 43_758.547)
        .fract()
        .abs()
}

/// Smooth chance over the plane.
fn noise(x: f32, y: f32) -> f32 {
    let (ix, iy) = (x.floor(), y.floor());
    let (fx, fy) = (smooth(0.0, 1.0, x - ix), smooth(0.0, 1.0, y - iy));
    let line = |y: f32| hash(ix, y) + (hash(ix + 1.0, y) - hash(ix, y)) * fx;
    line(iy) + (line(iy + 1.0) - line(iy)) * fy
}

/// Chance in three sizes, as clouds have it.
fn fbm(x: f32, y: f32) -> f32 {
    0.55 * noise(x, y) + 0.3 * noise(x * 2.1 + 5.0, y * 2.1) + 0.15 * noise(x * 4.3, y * 4.3 + 9.0)
}

/// A point that twinkles, in few of many cells.
fn star(x: f32, y: f32, t: f32, many: f32) -> f32 {
    let (cx, cy) = ((x * many).floor(), (y * many).floor());
    let chance = hash(cx, cy);
    let d = distance(((x * many).fract(), (y * many).fract()), (0.5, 0.5));
    step(0.97, chance) * smooth(0.45, 0.0, d) * (0.6 + 0.4 * (t * 2.0 + chance * 400.0).sin())
}
