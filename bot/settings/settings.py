"""The settings: one frozen object, read once from the environment and `.env`, wrong in no silent way."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, StringConstraints
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from show.words import TraderId

ROOT = Path(__file__).resolve().parents[2]
PREFIX = "WALLSTREET_"
ENV_FILE = "WALLSTREET_ENV_FILE"
"""The one key that is read from the environment alone: another file instead of `.env`, or empty for none."""


def _under_root(path: Path) -> Path:
    return ROOT / path.expanduser()


def _split(value: object) -> object:
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


FromRoot = Annotated[Path, AfterValidator(_under_root)]
"""A file. A relative path counts from the project's folder, wherever the show was started."""
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9.-]+$", max_length=253)]
Http = Annotated[str, StringConstraints(pattern=r"^https?://\S+$", max_length=200)]
Websocket = Annotated[str, StringConstraints(pattern=r"^wss?://\S+$", max_length=200)]
Seat = Annotated[str, StringConstraints(max_length=400)]
Login = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[A-Za-z0-9_]{1,25}$")]
Viewer = Annotated[str, StringConstraints(pattern=r"^[a-z]+:[A-Za-z0-9_.-]+$", max_length=80)]


class Settings(BaseSettings):
    """Everything that can be set. The environment wins over `.env`, a flag on the command line over both."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="forbid", validate_default=True, allow_inf_nan=False,
        env_ignore_empty=True, env_file_encoding="utf-8-sig", dotenv_filtering="only_existing",
    )  # fmt: skip

    # --- the show ---
    db: FromRoot = Path("data/show.db")
    """The log of the show, an SQLite file. It is made on the first start."""
    seed: int | None = Field(default=None, ge=0, lt=2**63)
    """The number that all dice grow from. Empty: a new one for every new log."""
    speed: float = Field(default=1.0, ge=0, le=1000)
    """How fast the show plays: 2 is twice as fast, 0 is without waiting."""
    tick_seconds: float = Field(default=30.0, gt=0, le=3600)
    """How often a round of the floor begins, at speed 1."""

    # --- the minds ---
    rehearsal: bool = False
    """Play with the scripted minds instead of a language model."""
    model: Annotated[Path, AfterValidator(Path.expanduser)] | None = None
    """The language model: a GGUF file, or the name of one in models/. Empty: the house model."""
    deadline_seconds: float = Field(default=20.0, gt=0, le=600)
    """How long a mind may take over one answer before the trader does something canned."""
    minds: Annotated[tuple[Seat, ...], NoDecode, BeforeValidator(_split)] = ()
    """Who thinks for whom: alex=FILE, mike=http://host/v1#model, all=scripted, and so on, with commas."""
    keys: Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_split)] = ()
    """The keys of model servers, each sent to its own host only: host=key, with commas."""
    reasoning: int = Field(default=0, ge=0, le=32_768)
    """How many tokens a model on a server may think before it answers. 0: it is asked not to."""
    mystery: TraderId | None = None
    """The trader whose mind has no name on air: alex, sarah, alice or mike. Empty: all minds are named."""
    swap: bool = False
    """Let the minds move on by one trader with every episode."""
    threads: int | None = Field(default=None, ge=1, le=512)
    """How many threads the model computes with. Empty: what suits the model and the machine."""
    context: int | None = Field(default=None, ge=64, le=1_048_576)
    """The size of the model's context in tokens. Empty: as much as the prompts need."""
    temperature: float | None = Field(default=None, ge=0, le=2)
    """How freely the model chooses its words. Empty: what suits the model."""
    candidates: int | None = Field(default=None, ge=1, le=32)
    """How many answers may be drawn until one contradicts nothing. Empty: what suits the model."""

    # --- the hub that models are fetched from ---
    hub: Http | None = None
    """Where models are fetched from. Empty: what HF_ENDPOINT says, else https://huggingface.co."""
    hub_token: Annotated[SecretStr, Field(min_length=1, max_length=200)] | None = None
    """The token of your account there, for models behind a licence. Empty: what HF_TOKEN says."""

    # --- the desk ---
    desk: Literal["process", "inline", "off"] = "process"
    """Where the twenty-five analysts compute: in a process of their own, in the show's, or not at all."""

    # --- the stage page ---
    page: bool = True
    """Serve the stage page."""
    host: str = Field(default="127.0.0.1", min_length=1, max_length=253)
    """The address the stage page listens on. Anything but 127.0.0.1 lets other machines in."""
    port: int = Field(default=8420, ge=0, le=65535)
    """The port of the stage page. 0: any that is free."""

    page_key: SecretStr | None = Field(default=None, min_length=16, max_length=200)
    """The moderators' key of the page, 16 characters or more. Empty: a new one for each run."""
    page_names: Annotated[tuple[Name, ...], NoDecode, BeforeValidator(_split)] = ()
    """The names under which other machines reach the page, separated by commas; addresses need none."""

    # --- Discord ---
    discord_token: Annotated[SecretStr, Field(min_length=1, max_length=200)] | None = None
    """The token of your Discord bot: the show is then in Discord too. Show it to nobody."""
    discord_guilds: Annotated[tuple[int, ...], NoDecode, BeforeValidator(_split)] = ()
    """The ids of the servers the show may be in, separated by commas. Empty: all that invited the bot."""
    discord_api: Http = "https://discord.com/api/v10"
    """Where Discord's REST interface is. Another address is for tests and proxies."""
    discord_gateway: Websocket = "wss://gateway.discord.gg/"
    """Where Discord's gateway is."""

    # --- Twitch ---
    twitch_channel: Login | None = None
    """The channel, as in twitch.tv/NAME: with it and the client id the show is in its chat, too."""
    twitch_bot: Login | None = None
    """The account the show writes with. Empty: the channel's own."""
    twitch_client_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,60}$")] | None = None
    """The client id of your application at dev.twitch.tv."""
    twitch_client_secret: Annotated[SecretStr, Field(min_length=1, max_length=200)] | None = None
    """Its secret, if the application is confidential. Show it to nobody."""
    twitch_tokens: FromRoot = Path("data/twitch-tokens.json")
    """Where set-up keeps what the accounts have allowed. Only you may read it."""
    twitch_transport: Literal["websocket", "conduit"] = "websocket"
    """How Twitch tells what happens. A conduit loses nothing while the show restarts; it needs the secret."""
    twitch_conduit: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,60}$")] | None = None
    """The id of the conduit, if the application has several."""
    twitch_polls: bool = True
    """Hold votes as polls of Twitch's own, where the channel has them. A poll knows no names."""
    twitch_predictions: bool = True
    """Open a prediction on each episode, where the channel has them."""
    twitch_reward_cost: int = Field(default=500, ge=0, le=10_000_000)
    """What it costs in channel points to charge the chaos meter. 0: no such reward."""
    twitch_bits: int = Field(default=100, ge=0, le=1_000_000)
    """So many bits back chaos like one more viewer. 0: bits change nothing."""
    twitch_follow_stream: bool = False
    """Run the show while the channel streams, and pause it while it does not."""
    twitch_callback_port: int = Field(default=4343, ge=1, le=65535)
    """The port of this machine at which set-up waits for the browser."""
    twitch_api: Http = "https://api.twitch.tv/helix"
    """Where Twitch's interface is. Another address is for tests and proxies."""
    twitch_oauth: Http = "https://id.twitch.tv"
    """Where Twitch authorises."""
    twitch_eventsub: Websocket = "wss://eventsub.wss.twitch.tv/ws"
    """Where Twitch tells what happens."""

    # --- the stream ---
    stream: bool = False
    """Stream the show as a live video. It needs the extra that `make stream` installs."""
    stream_url: str = Field(default="rtmp://live.twitch.tv/app", min_length=1, max_length=400)
    """Where the stream goes: an ingest, or a file that ends in .flv, .mp4 or .mkv."""
    stream_key: Annotated[SecretStr, Field(min_length=1, max_length=400)] | None = None
    """The key of your stream, from the dashboard of Twitch or YouTube. Show it to nobody."""
    stream_fps: int = Field(default=30, ge=10, le=60)
    """Pictures a second. 15 costs half as much."""
    stream_kbits: int = Field(default=2500, ge=300, le=8000)
    """Thousands of bits a second for the picture, constant."""
    stream_music: bool = True
    """Play the music bed."""
    stream_sounds: bool = True
    """Play bells, alarms and tills."""
    stream_voice: str = Field(default="", max_length=400)
    """Who speaks the lines: espeak (for espeak-ng), or a folder of Piper voices. Empty: captions alone."""

    # --- the audience ---
    moderators: Annotated[tuple[Viewer, ...], NoDecode, BeforeValidator(_split)] = ("terminal:host",)
    """Who may pause, resume, reset and quit: host:name, separated by commas."""
    chaos_quorum: float = Field(default=0.5, gt=0, le=1)
    """The share of the viewers seen lately that must back chaos before it strikes."""
    chaos_most: int = Field(default=25, ge=1, le=100_000)
    """No crowd needs more backers than this."""
    chaos_ticks: int = Field(default=6, ge=1, le=1000)
    """How many ticks chaos lasts."""
    chaos_rest: int = Field(default=12, ge=0, le=10_000)
    """How many ticks must pass after chaos before it can strike again."""


def keys(kind: type[BaseSettings] = Settings) -> dict[str, str]:
    """Return the name of each setting in the environment, and of its field."""
    return {PREFIX + name.upper(): name for name in kind.model_fields}


def chosen(settings: Settings) -> dict[str, Any]:
    """Return what was set and not left to its default, for a report. Secrets stay masked."""
    return {
        name: getattr(settings, name)
        for name in type(settings).model_fields
        if name in settings.model_fields_set
    }
