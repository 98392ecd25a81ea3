/** Covers: allowed image hosts, fallbacks and the placeholder. */
import { fireEvent, screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { lanterns } from "@/testing/fixtures";
import { renderWithProviders } from "@/testing/test-utils";
import { Cover } from "./Cover";

const withImages = (album_img_md: string, album_image = album_img_md) => ({
  ...lanterns,
  album: lanterns.album && { ...lanterns.album, album_img_md, album_image },
});

const renderCover = async (album_img_md: string, album_image?: string) => {
  renderWithProviders(
    <>
      <Cover track={withImages(album_img_md, album_image)} size="medium" alt="Cover" />
      <p>drawn</p>
    </>,
  );
  await screen.findByText("drawn");
  return {
    image: () => screen.queryByRole("img", { name: "Cover" }),
    placeholder: () => screen.queryByTestId("placeholder"),
  };
};

describe("Cover", () => {
  it.each([
    "/covers/b1.svg",
    "https://i.scdn.co/image/ab67616d0000b273",
    "https://mosaic.scdn.co/640/ab67",
    "https://image-cdn-ak.spotifycdn.com/image/ab67",
  ])("shows %s", async (address) => {
    const { image } = await renderCover(address);
    expect(image()).toHaveAttribute("src", address);
    expect(image()).toHaveAttribute("referrerpolicy", "no-referrer");
  });

  it.each([
    "http://i.scdn.co/image/ab67",
    "https://i.scdn.co.evil.example/image/ab67",
    "https://evil.example/i.scdn.co",
    "https://i.scdn.co:8443/image/ab67",
    "https://xspotifycdn.com/image/ab67",
    "https://user@evil.example/i.scdn.co",
    "//evil.example/cover.svg",
    "/\\evil.example/cover.svg",
    "data:image/png;base64,AAAA",
    "javascript:alert(1)",
    "",
  ])("draws a placeholder instead of %j", async (address) => {
    const { image, placeholder } = await renderCover(address);
    expect(image()).not.toBeInTheDocument();
    expect(placeholder()).toBeInTheDocument();
  });

  it("falls back to the other size, then to the placeholder, when an image is broken", async () => {
    const { image, placeholder } = await renderCover(
      "https://i.scdn.co/image/middle",
      "https://i.scdn.co/image/any",
    );
    fireEvent.error(image() as HTMLElement);
    expect(image()).toHaveAttribute("src", "https://i.scdn.co/image/any");
    fireEvent.error(image() as HTMLElement);
    expect(image()).not.toBeInTheDocument();
    expect(placeholder()).toBeInTheDocument();
  });
});
